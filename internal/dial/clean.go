package dial

import (
	"strconv"
	"strings"
)

// clean is foreign text for a sentence: one line, nothing that a terminal
// obeys, not too long.
func clean(text string) string {
	quoted := strconv.Quote(text)
	text = quoted[1 : len(quoted)-1]
	const most = 300
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// clean is a foreign error's text without the password, should the other side
// send it back.
func (a attempt) clean(err error) string {
	text := err.Error()
	if password := a.target.SASL.Password.Reveal(); password != "" {
		text = strings.ReplaceAll(text, password, "[secret]")
	}
	return clean(text)
}
