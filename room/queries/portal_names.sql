SELECT portal_id, name FROM portals
