-- What packs hold of a campaign is summed before one more is leased to, and packs' leases are open for eight days.
CREATE INDEX ad_leases_of_packs ON ad_leases (organisation, campaign_id) WHERE placement = 'lock' AND state <> 'closed';
