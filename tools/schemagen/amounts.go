package main

import "github.com/breakwaterhq/breakwater/internal/policy"

const (
	sizeUnits = `(B|KiB|MiB|GiB|TiB)`
	timeUnits = `(w|d|h|min|m|s|ms)`
)

// amounts are the sizes, times and numbers of a policy, each in three forms:
// as a value of Kafka, where -1 has a meaning of its own, as a limit, and as
// an amount that must be there.
func amounts() object {
	return object{
		"size":          anyOf(object{"type": "integer"}, pattern(`^ *(-?[0-9]+|[0-9]+ *`+sizeUnits+`) *$`)),
		"sizeLimit":     anyOf(atLeast(0), pattern(`^ *[0-9]+( *`+sizeUnits+`)? *$`)),
		"positiveSize":  anyOf(atLeast(1), pattern(`^ *0*[1-9][0-9]*( *`+sizeUnits+`)? *$`)),
		"time":          anyOf(object{"type": "integer"}, pattern(`^ *(-?[0-9]+|([0-9]+ *`+timeUnits+` *)+) *$`)),
		"timeLimit":     anyOf(atLeast(0), pattern(`^ *([0-9]+|([0-9]+ *`+timeUnits+` *)+) *$`)),
		"positiveTime":  anyOf(atLeast(1), pattern(`^ *(0*[1-9][0-9]*|([0-9]+ *`+timeUnits+` *)+) *$`)),
		"patience":      anyOf(object{"type": "integer", "minimum": 0, "maximum": policy.MaxPatience.Milliseconds()}, pattern(`^ *([0-9]+|[01] *d|([0-9]+ *(h|min|m|s|ms) *)+) *$`)),
		"whole":         anyOf(object{"type": "integer"}, pattern(`^ *-?[0-9]+ *$`)),
		"count":         anyOf(atLeast(0), pattern(`^ *[0-9]+ *$`)),
		"rate":          anyOf(atLeast(1), pattern(`^ *0*[1-9][0-9]*( *`+sizeUnits+`)?( */ *s)? *$`)),
		"ratio":         anyOf(object{"type": "number", "exclusiveMinimum": 0, "maximum": 1.5}, pattern(`^[0-9.]+$`)),
		"switch":        enum[any](true, false, "true", "false"),
		"topicPatterns": list(pattern(`^[A-Za-z0-9._*?-]+$`)),
		"topicName":     object{"type": "string", "maxLength": 249, "pattern": `^([A-Za-z0-9_-]|\.+[A-Za-z0-9_-]|\.\.\.)[A-Za-z0-9._-]*$`},
	}
}

func atLeast(n int) object { return object{"type": "integer", "minimum": n} }
