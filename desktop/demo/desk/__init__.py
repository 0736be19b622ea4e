"""What the sample service desk is made of: who, which contracts, which texts, and the plan of a year's tickets and entries.

Everything is planned as frozen values from a clock and a seeded ``random.Random``, so that the same clock gives the same desk.
"""
