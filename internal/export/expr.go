package export

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// bind gives names to values inside of an expression that is a text: CEL has no let. A
// value that is not known, an empty list, leaves nothing to judge; several values give a
// line each.
//
//	['x'].map(name, body).join('\n')
func bind(lets []rule.Let, body string) string {
	var open, end strings.Builder
	for _, l := range lets {
		open.WriteString("(" + strings.TrimSpace(l.Known) + ").map(" + l.Name + ",\n")
		end.WriteString(`).join('\n')`)
	}
	return open.String() + body + end.String()
}

// most is how many places of a list an expression can count.
const most = 100

// places is the variable that CEL has instead of counting: the first places of a list.
func places() Variable {
	numbers := make([]string, most)
	for i := range numbers {
		numbers[i] = strconv.Itoa(i)
	}
	return Variable{"places", "[" + strings.Join(numbers, ", ") + "]"}
}

// distinct is a list with each of its values once; a longer one than can be counted it
// leaves as it is.
func distinct(list string) string {
	return fmt.Sprintf("%[1]s.size() > %[2]d ? %[1]s : variables.places.filter(i, i < %[1]s.size() && !variables.places.exists(j, j < i && %[1]s[j] == %[1]s[i])).map(i, %[1]s[i])", list, most)
}

// facts is a map of some values, each of which may use those before it, behind
// the entries that it has besides. Names that begin with an underscore are only
// steps on the way.
func facts(values []value, entries ...string) string {
	for _, v := range values {
		if v.name[0] != '_' {
			entries = append(entries, "'"+v.name+"': dyn("+v.name+")")
		}
	}
	return bound(values, "{"+strings.Join(entries, ", ")+"}")
}

// bound gives names to values inside of an expression of any type.
func bound(values []value, body string) string {
	var open, end strings.Builder
	for _, v := range values {
		open.WriteString("[" + strings.TrimSpace(v.is) + "].map(" + v.name + ",\n")
		end.WriteString(")[0]")
	}
	return open.String() + body + end.String()
}

// value is a named part of what is known of an object.
type value struct{ name, is string }

// quote is a text as a literal of CEL.
func quote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(text) + "'"
}

// list is words as a literal of CEL.
func list(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
