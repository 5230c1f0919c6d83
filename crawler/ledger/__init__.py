"""What is known of every address: its state, its host, its versions, and when to look again."""
