"""What AWS Config says of the account, as people read it."""
