"""The page that is handed over with the goods, in four languages and forms."""
