"""The whole platform on one machine: embedded Kafka and Postgres, processes, gateway, sample region."""
