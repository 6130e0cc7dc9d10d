"""What is said and answered: the API's contract, in Pydantic."""
