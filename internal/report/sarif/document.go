package sarif

// The part of SARIF 2.1.0 that is written here. A struct of our own instead
// of a library's: the known one writes charOffset −1 into every region and
// null for empty arrays, which code hosts then show as "line 1".

type log struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []run  `json:"runs"`
}

type run struct {
	Tool        tool         `json:"tool"`
	ColumnKind  string       `json:"columnKind"`
	Results     []result     `json:"results"`
	Invocations []invocation `json:"invocations"`
}

type tool struct {
	Driver driver `json:"driver"`
}

type driver struct {
	Name           string       `json:"name"`
	Version        string       `json:"version,omitempty"`
	InformationURI string       `json:"informationUri"`
	Rules          []descriptor `json:"rules"`
}

type descriptor struct {
	ID            string        `json:"id"`
	Short         text          `json:"shortDescription"`
	Full          text          `json:"fullDescription"`
	Help          help          `json:"help"`
	Configuration configuration `json:"defaultConfiguration"`
}

type text struct {
	Text string `json:"text"`
}

type help struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown"`
}

type configuration struct {
	Level string `json:"level"`
}

type result struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      text              `json:"message"`
	Locations    []location        `json:"locations"`
	Related      []location        `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
}

type location struct {
	ID       int       `json:"id,omitempty"`
	Physical physical  `json:"physicalLocation,omitzero"` // none for what is in no file: an empty URI is refused by code hosts as a missing one is
	Logical  []logical `json:"logicalLocations,omitempty"`
	Message  *text     `json:"message,omitempty"`
}

type physical struct {
	Artifact artifact `json:"artifactLocation"`
	Region   region   `json:"region"`
}

type artifact struct {
	URI string `json:"uri"`
}

type region struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

type logical struct {
	FullyQualifiedName string `json:"fullyQualifiedName"`
}

type invocation struct {
	Successful    bool           `json:"executionSuccessful"`
	Notifications []notification `json:"toolExecutionNotifications,omitempty"`
}

type notification struct {
	Level     string     `json:"level"`
	Message   text       `json:"message"`
	Locations []location `json:"locations,omitempty"`
}
