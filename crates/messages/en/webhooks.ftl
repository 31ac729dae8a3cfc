problem-webhook-not_found = There is no such webhook or delivery, or it is not yours to keep.
problem-webhook-changed_meanwhile = Somebody changed this webhook meanwhile. Read it again, then try once more.
problem-webhook-too_many = There are { $limit } webhooks already. Delete one that is not used any more.
problem-webhook-address_refused = Nothing is sent to this address, which is not a public one. Give a public address, or ask whoever runs the server to allow this network.
problem-webhook-https_only = Messages leave by https alone. Write an address that begins with https://.
