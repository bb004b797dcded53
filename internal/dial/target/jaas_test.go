package target

import (
	"strings"
	"testing"
)

// kinds are the tokens of a text, each as its kind and word.
func kinds(text string) string {
	t := &tokens{text: []rune(text)}
	var out []string
	for range len(text) + 2 {
		t.next()
		switch {
		case t.kind == end:
			return strings.Join(out, " ")
		case t.kind == number:
			out = append(out, "NUMBER")
		case t.said:
			out = append(out, "<"+t.word+">")
		default:
			out = append(out, string(t.kind))
		}
	}
	return "no end"
}

func TestTokens(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "",
		" \t\r\n\f":          "",
		"a b":                "<a> <b>",
		"a=b;":               "<a> = <b> ;",
		"a.b-c_d$e1":         "<a.b-c_d$e1>",
		"1a":                 "NUMBER <a>",
		"1.2.3":              "NUMBER NUMBER",
		"-1":                 "NUMBER",
		"-a":                 "- <a>",
		"-.":                 "NUMBER",
		"--":                 "- -",
		".":                  "NUMBER",
		"..":                 "NUMBER NUMBER",
		`"a b"`:              "<a b>",
		`'a"b'`:              `<a"b>`,
		`""`:                 "<>",
		`"a\"b"`:             `<a"b>`,
		`"\t\101\1011\4011"`: "<\tAA1 11>",
		`"\8"`:               "<8>",
		`"open`:              "<open>",
		"\"two\nlines\"":     "<two> <lines> <>",
		`"end\`:              "<end\uffff>",
		"a // b\nc":          "<a> <c>",
		"a /* b\n */ c":      "<a> <c>",
		"a /* b":             "<a>",
		"a / b\nc":           "<a> <c>",
		"a /\nb\nc":          "<a> <c>",
		"/**/a":              "<a>",
		"/*/ a */b":          "<b>",
		"a/b":                "<a>",
		"@!#":                "@ ! #",
		"\u007f\u0085":       "\u007f \u0085",
		"été 日本":             "<été> <日本>",
	} {
		if got := kinds(text); got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", text, got, want)
		}
	}
}

func TestWhatIsWrongWithALogin(t *testing.T) {
	const plain, scram = plainModule + " ", scramModule + " "
	for text, want := range map[string]string{
		"":                                        `is empty: write MODULE required username="…" password="…";`,
		"// nothing":                              `is empty: write MODULE required username="…" password="…";`,
		"=":                                       "does not begin with the name of a login module, as " + scramModule,
		"1 required;":                             "does not begin with the name of a login module, as " + scramModule,
		plain:                                     "has no control flag behind the login module: write required there",
		plain + "must a=b;":                       "has no control flag behind the login module: write required there",
		plain + "1 a=b;":                          "has no control flag behind the login module: write required there",
		plain + "required":                        "does not end with a semicolon: write one behind the last option",
		plain + "required username;":              "has the option username without an = behind it: put quotes around values, and a backslash before a quote inside of them",
		plain + "required username=;":             "has the option username without a value: put quotes around it, as Kafka asks where it begins with a digit or a sign",
		plain + "required username=1;":            "has the option username without a value: put quotes around it, as Kafka asks where it begins with a digit or a sign",
		plain + "required secret;":                "has an option without an = behind it: put quotes around values, and a backslash before a quote inside of them",
		plain + "required secret=;":               "has an option without a value: put quotes around it, as Kafka asks where it begins with a digit or a sign",
		plain + "required a=b; c":                 "holds more than one login module, or text behind the semicolon: Kafka takes one module alone",
		plain + "required;":                       `has no username: write username="…" behind the control flag`,
		plain + "required username='' a=b;":       `has no username: write username="…" behind the control flag`,
		plain + "required username=a;":            `has no password: write password="…" behind the control flag`,
		scram + "required username=a;":            `has no password: write password="…" behind the control flag`,
		"x.OAuthBearerLoginModule required;":      "names OAuthBearerLoginModule, which is not supported yet by this version of Breakwater: it logs in with PlainLoginModule and ScramLoginModule, or by a TLS client certificate",
		"software.IAMLoginModule required;":       "names IAMLoginModule, which is not supported yet by this version of Breakwater: it logs in with PlainLoginModule and ScramLoginModule, or by a TLS client certificate",
		"Krb5LoginModule required;":               "names Krb5LoginModule, which is not supported yet by this version of Breakwater: it logs in with PlainLoginModule and ScramLoginModule, or by a TLS client certificate",
		"PlainLoginModule required a=b;":          "names a login module that this version of Breakwater does not know: write " + plainModule + " or " + scramModule,
		plain + "required username=a password=b;": "",
	} {
		l, err := parseJAAS(text)
		if err == nil {
			_, err = l.credentials()
		}
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", text, got, want)
		}
	}
}

func TestWhoseTokenItIs(t *testing.T) {
	for text, want := range map[string]bool{
		scramModule + " required username=a password=b tokenauth=true;":   true,
		scramModule + " required username=a password=b tokenauth='True';": true,
		scramModule + " required username=a password=b tokenauth=false;":  false,
		scramModule + " required username=a password=b;":                  false,
		plainModule + " required username=a password=b tokenauth=true;":   false,
	} {
		l, err := parseJAAS(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := l.credentials(); err != nil || got.Token != want {
			t.Errorf("%s: %v, %v", text, got.Token, err)
		}
	}
}
