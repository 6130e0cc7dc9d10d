"""What every function shares: the contract with clients, the tables, and how requests are answered."""
