"""What the project exists for: values and rules, pure, and told the date."""
