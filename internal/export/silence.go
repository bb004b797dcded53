package export

// silenced tells whether an object's own annotation breakwater/ignore takes a
// rule out, with a reason: by the grammar of source/file/format.Suppressions.
// CEL has no clock, so an until= in it is never over.
//
// The quotes are written as \x22 and \x27, so that the expression needs no
// escapes of its own.
func silenced(subject, rule string) string {
	const (
		double = `\x22(?:\\.|[^\x22\\])*\x22`
		single = `\x27(?:\\.|[^\x27\\])*\x27`
		other  = `(?:[^;\x22\x27]|` + double + `|` + single + `)*`
		reason = `\s+reason=(?:\x22\s*[^\x22\s\\](?:\\.|[^\x22\\])*\x22|\x27\s*[^\x27\s\\](?:\\.|[^\x27\\])*\x27|[^\x22\x27\s;][^\s;]*)`
		until  = `\s+until=\x22?[0-9]{4}-[0-9]{2}-[0-9]{2}\x22?`
	)
	clause := `\s*` + rule + `(?:` + reason + `(?:` + until + `)?|` + until + reason + `)\s*`
	return subject + ".ignore != '' && " + subject + ".ignore.matches(r'^(?:" + other + ";)*" + clause + "(?:;" + other + ")*$')"
}
