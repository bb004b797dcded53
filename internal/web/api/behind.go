package api

// Behind is what a broker that answers has yet to copy until it is in sync.
type Behind struct {
	Partitions int     `json:"partitions"` // that it holds out of sync
	Records    Amount  `json:"records"`    // that it lacks of them
	Copied     Rate    `json:"copied"`     // by how much that has become less of late; below zero: it grows
	CatchUp    CatchUp `json:"catchUp"`
}
