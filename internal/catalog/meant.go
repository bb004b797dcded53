package catalog

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Meant says what is wrong with a value that Check refuses, and what was most
// likely meant: a value that Check takes. Both are empty if that cannot be
// told; wrong alone is, too, where the values say it all.
func (d *Definition) Meant(raw string) (wrong, right string) {
	for _, guess := range []func(*Definition, string) (wrong, right string){
		withComment, inQuotes, floatingPoint, grouped, withUnit, otherWord,
	} {
		wrong, right = guess(d, strings.TrimSpace(raw))
		if right != "" && d.Check(right) == nil {
			return wrong, right
		}
	}
	return "", ""
}

func (d *Definition) isNumber() bool { return d.Type == Short || d.Type == Int || d.Type == Long }

// withComment is a value and what its author took for a comment.
func withComment(d *Definition, raw string) (wrong, right string) {
	cut := strings.IndexByte(raw, '#')
	if cut < 1 || !strings.ContainsRune(" \t", rune(raw[cut-1])) {
		return "", ""
	}
	return ", with a comment behind it (.properties have no comments behind a value)", cleaned(d, strings.TrimSpace(raw[:cut]))
}

// inQuotes is a value in quotes that the file's format takes for a part of it.
func inQuotes(d *Definition, raw string) (wrong, right string) {
	last := len(raw) - 1
	if last < 1 || raw[0] != raw[last] || raw[0] != '"' && raw[0] != '\'' {
		return "", ""
	}
	return ", with the quotes as a part of it", cleaned(d, strings.TrimSpace(raw[1:last]))
}

// cleaned is the value as Kafka takes it, if what is left after a cut is not.
func cleaned(d *Definition, raw string) string {
	if d.Check(raw) == nil {
		return raw
	}
	_, right := d.Meant(raw)
	return right
}

// floatingPoint is a whole number as a template engine renders it.
func floatingPoint(d *Definition, raw string) (wrong, right string) {
	f, err := strconv.ParseFloat(raw, 64)
	if !d.isNumber() || err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 || !strings.ContainsAny(raw, ".eE") {
		return "", ""
	}
	return ", a number in floating-point notation as Helm and YAML tools render large ones", strconv.FormatFloat(f, 'f', 0, 64)
}

// grouped is a number with separators between its digits.
func grouped(d *Definition, raw string) (wrong, right string) {
	digits := strings.NewReplacer("_", "", ",", "", "'", "", " ", "").Replace(raw)
	if !d.isNumber() || digits == raw {
		return "", ""
	}
	return ", with separators between its digits", digits
}

// withUnit is a number with a unit: Kafka takes numbers alone.
func withUnit(d *Definition, raw string) (wrong, right string) {
	cut := strings.LastIndexAny(raw, "0123456789") + 1
	n, err := strconv.ParseFloat(raw[:cut], 64)
	if !d.isNumber() || err != nil {
		return "", ""
	}
	factor := unitOf(d.Name, strings.ToLower(strings.TrimSpace(raw[cut:])))
	if factor == 0 || math.Abs(n*factor) > 1<<53 || factor < 1 && n*factor != math.Trunc(n*factor) {
		return "", ""
	}
	return ", with a unit", strconv.FormatFloat(math.Round(n*factor), 'f', 0, 64)
}

// synonyms are words that other products and layers use.
var synonyms = map[string]string{"none": "uncompressed", "yes": "true", "on": "true", "no": "false", "off": "false", "1": "true", "0": "false"}

// otherWord is the right word in other letters, or another layer's word.
func otherWord(d *Definition, raw string) (wrong, right string) {
	if d.isNumber() {
		return "", ""
	}
	for _, word := range d.Valid.Values() {
		if strings.EqualFold(word, raw) {
			return ", in other letters than Kafka's", word
		}
	}
	if word := synonyms[strings.ToLower(raw)]; word != "" {
		return "", word
	}
	words := slices.DeleteFunc(strings.Split(raw, ","), func(w string) bool { return strings.TrimSpace(w) == "" })
	for i := range words {
		words[i] = strings.ToLower(strings.TrimSpace(words[i]))
	}
	slices.Sort(words)
	return "", strings.Join(slices.Compact(words), ",")
}
