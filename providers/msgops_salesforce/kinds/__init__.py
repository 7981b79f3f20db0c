"""The kinds of Salesforce Service Cloud, a module a family."""
