"""What the functions of Apexshare share."""
