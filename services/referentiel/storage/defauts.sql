-- name: effacer
delete from defauts
