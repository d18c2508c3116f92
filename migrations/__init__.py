"""The schema's history, forward only: the way back is the backup made before every upgrade."""
