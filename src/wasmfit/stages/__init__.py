"""The stages of a scan: one verb per room, none knows another."""
