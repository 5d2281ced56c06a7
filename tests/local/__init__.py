"""The platform on one machine: its servers, processes, gateway and sample region."""
