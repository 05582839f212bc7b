"""Understanding what contractors type: words in, one of ``bots.intents.intent`` out. Pure and total."""
