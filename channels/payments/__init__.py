"""Roads for money, one package a gateway: an outbound call that makes a page, and a signed event that comes in.

Money by hand (cash, a check, a transfer) needs no gateway: the contractor says it in a message, and the engine
records it (``core.usecases.collecting.record_by_hand``). So there is no package "manual".
"""
