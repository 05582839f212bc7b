"""How a contractor's account at a gateway stands, as the test has it."""

from core.ports.payments import GatewayFailed

STRIPE = "https://connect.stripe.com/setup/e/acct_1/1"


class Setup:
    """``PayeeSetup``; ``asked`` are those who went on to the gateway."""

    def __init__(self):
        self.payee, self.away, self.asked = None, False, []

    async def stands(self, account, member):
        del account, member
        return self.payee

    async def begin(self, account, member, here):
        if self.away:
            raise GatewayFailed("stripe: away")
        self.asked.append((account, member, here))
        return STRIPE
