package advisory

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family, in the order of its documentation.
var Rules = []*rule.Rule{
	KafkaVersion,
	OperatorVersion,
	ClientVersion,
}
