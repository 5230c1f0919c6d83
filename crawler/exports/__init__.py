"""What an archive holds, in the forms that others work with: tables, databases, folders."""
