"""The client's web pages. To the engine, what is pressed there is one more message."""
