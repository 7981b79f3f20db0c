"""What msgops remembers: one SQL schema, SQLite by default."""
