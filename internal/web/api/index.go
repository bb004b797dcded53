package api

// IndexSchema is the name and version of the index.
const IndexSchema = "breakwater.index/v1"

// Index is /api/v1: the documents that there are.
type Index struct {
	Head
	List[Document]
}

// Document is one of them.
type Document struct {
	Name       string   `json:"name"`
	Schema     string   `json:"schema"`     // what its field schema says
	Address    string   `json:"address"`    // ID stands for an id
	Parameters []string `json:"parameters"` // that may stand behind a question mark
	Sentence   string   `json:"sentence"`   // what it tells
}
