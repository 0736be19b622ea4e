"""Everything between the local file and iTop. No Qt here; httpx only in ``client``."""
