-- Since when the sender that holds the lease has been trying: what a vanished one leaves is an attempt only then.
alter table livraisons add column essaye_depuis timestamptz;
