package topic

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
)

// diagnose says what is wrong with a value that Kafka refuses, and what was
// most likely meant; both are empty if that cannot be told.
func diagnose(def *catalog.Definition, raw string) (wrong, right string) {
	for _, guess := range []func(*catalog.Definition, string) (wrong, right string){
		floatingPoint, grouped, withUnit, otherWord,
	} {
		wrong, right = guess(def, strings.TrimSpace(raw))
		if right != "" && def.Check(right) == nil {
			return wrong, right
		}
	}
	return "", ""
}

func isNumber(def *catalog.Definition) bool {
	return def.Type == catalog.Short || def.Type == catalog.Int || def.Type == catalog.Long
}

// floatingPoint is a whole number as a template engine renders it.
func floatingPoint(def *catalog.Definition, raw string) (wrong, right string) {
	f, err := strconv.ParseFloat(raw, 64)
	if !isNumber(def) || err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 || !strings.ContainsAny(raw, ".eE") {
		return "", ""
	}
	return ", a number in floating-point notation as Helm and YAML tools render large ones", strconv.FormatFloat(f, 'f', 0, 64)
}

// grouped is a number with separators between its digits.
func grouped(def *catalog.Definition, raw string) (wrong, right string) {
	digits := strings.NewReplacer("_", "", ",", "", "'", "", " ", "").Replace(raw)
	if !isNumber(def) || digits == raw {
		return "", ""
	}
	return ", with separators between its digits", digits
}

// units are what people write behind a number. Kafka's sizes are powers of
// two, so a GB is taken for a GiB.
var units = map[string]map[string]int64{
	".bytes": {"b": 1, "k": 1 << 10, "kb": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "mib": 1 << 20,
		"g": 1 << 30, "gb": 1 << 30, "gib": 1 << 30, "t": 1 << 40, "tb": 1 << 40, "tib": 1 << 40},
	".ms": {"ms": 1, "s": 1000, "m": 60000, "min": 60000, "h": 3600000, "d": 86400000, "w": 604800000},
}

// withUnit is a number with a unit: Kafka takes bytes and milliseconds alone.
func withUnit(def *catalog.Definition, raw string) (wrong, right string) {
	cut := strings.LastIndexAny(raw, "0123456789") + 1
	n, err := strconv.ParseFloat(raw[:cut], 64)
	if !isNumber(def) || err != nil {
		return "", ""
	}
	for suffix, sizes := range units {
		factor, ok := sizes[strings.ToLower(strings.TrimSpace(raw[cut:]))]
		if ok && strings.HasSuffix(def.Name, suffix) {
			return ", with a unit", strconv.FormatFloat(math.Round(n*float64(factor)), 'f', 0, 64)
		}
	}
	return "", ""
}

// synonyms are words that other products and layers use.
var synonyms = map[string]string{"none": "uncompressed", "yes": "true", "on": "true", "no": "false", "off": "false", "1": "true", "0": "false"}

// otherWord is the right word in other letters, or another layer's word.
func otherWord(def *catalog.Definition, raw string) (wrong, right string) {
	if isNumber(def) {
		return "", ""
	}
	for _, word := range def.Valid.Values() {
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
