package metrics

import (
	"mime"
	"strconv"
	"strings"
)

// prefersOpenMetrics tells whether an Accept header wants OpenMetrics 1.0 more
// than the text format. Who wants neither gets the text format: a scraper that
// is refused shows nothing at all.
func prefersOpenMetrics(accept []string) bool {
	open, text := 0.0, 0.0
	for _, one := range items(accept) {
		media, with, err := mime.ParseMediaType(one)
		if err != nil {
			continue
		}
		switch version := with["version"]; {
		case media == "application/openmetrics-text" && (version == "1.0.0" || version == ""):
			open = max(open, quality(with["q"]))
		case media == "text/plain" && (version == "0.0.4" || version == ""), media == "text/*", media == "*/*":
			text = max(text, quality(with["q"]))
		}
	}
	return open > text
}

// takesGzip tells whether an Accept-Encoding header allows gzip.
func takesGzip(accept []string) bool {
	other := false
	for _, one := range items(accept) {
		coding, q, _ := strings.Cut(one, ";")
		_, weight, _ := strings.Cut(q, "=")
		takes := quality(strings.TrimSpace(weight)) > 0
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return takes
		case "*":
			other = takes
		}
	}
	return other
}

// items are the elements of a header that may stand there several times.
func items(header []string) []string {
	return strings.FieldsFunc(strings.Join(header, ","), func(r rune) bool { return r == ',' })
}

// quality is the weight of one element: 1 where none is given, 0 for one that
// is no number.
func quality(q string) float64 {
	if q == "" {
		return 1
	}
	v, err := strconv.ParseFloat(q, 64)
	if err != nil || v < 0 || v > 1 {
		return 0
	}
	return v
}
