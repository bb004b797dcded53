package export

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// plain is the language, made once.
var plain struct {
	sync.Once
	*cel.Env
}

func plainEnv(t *testing.T) *cel.Env {
	t.Helper()
	plain.Do(func() { plain.Env = celEnv(t) })
	return plain.Env
}

// evaluate is the text that an expression of x comes to.
func evaluate(t *testing.T, expression string, x any) string {
	t.Helper()
	env := plainEnv(t)
	ast, issues := env.Compile(strings.ReplaceAll(expression, "VALUE", "[variables.x]"))
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	program, err := env.Program(ast)
	if err != nil {
		t.Fatal(err)
	}
	out, _, err := program.Eval(map[string]any{"variables": map[string]any{"x": x}, "object": nil, "oldObject": nil})
	if err != nil {
		t.Fatalf("%v of %v: %v", expression, x, err)
	}
	return string(out.(types.String))
}

// TestNumbersAreReadAsTheRulesReadThem, whatever the API server made of them.
func TestNumbersAreReadAsTheRulesReadThem(t *testing.T) {
	read := bind([]rule.Let{rule.Number("n", "VALUE")}, "string(n)")
	for _, x := range []any{
		int64(3), int64(-1), "3", " 3 ", "+3", "-1", "007", "9223372036854775807", "9223372036854775808", "1e3", "3.0", "0x3", "", "two", "${N}", "3 GiB",
		float64(3), 3.5, 1e17, nil, true, []any{"3"}, map[string]any{"a": "b"},
	} {
		want := ""
		switch v := x.(type) {
		case int64:
			want = strconv.FormatInt(v, 10)
		case string:
			if n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64); err == nil {
				want = strconv.FormatInt(n, 10)
			}
		case float64:
			if v == 3 {
				want = "3"
			}
		}
		if got := evaluate(t, read, x); got != want {
			t.Errorf("%v (%T) is %q, want %q", x, x, got, want)
		}
	}
}

func TestWordsAreReadAsTheRulesReadThem(t *testing.T) {
	read := bind([]rule.Let{rule.Word("w", "VALUE")}, "'<' + w + '>'")
	for _, c := range []struct {
		x    any
		want string
	}{
		{"delete", "<delete>"}, {" compact,delete ", "<compact,delete>"}, {[]any{"compact", "delete"}, "<compact,delete>"}, {"", "<>"}, {[]any{}, "<>"},
		{true, "<true>"}, {int64(7), "<7>"}, {float64(7), "<7>"},
		{nil, ""}, {map[string]any{}, ""}, {[]any{map[string]any{}}, ""}, {"${P}", ""}, {"$(P)", ""}, {"{{ p }}", ""}, {"$5", "<$5>"},
	} {
		if got := evaluate(t, read, c.x); got != c.want {
			t.Errorf("%v is %q, want %q", c.x, got, c.want)
		}
	}
}

// TestImagesAreRecognisedByTheirLastTwoNames, as by the reader of manifests.
func TestImagesAreRecognisedByTheirLastTwoNames(t *testing.T) {
	for image, want := range map[string]string{
		"apache/kafka:4.1.0": "apache", "registry:5000/apache/kafka": "apache", "docker.io/apache/kafka-native@sha256:0": "apache",
		"confluentinc/cp-kafka:8.0": "confluent", "confluentinc/cp-server": "confluent", "bitnami/kafka:4": "bitnami", "r/bitnamilegacy/kafka": "bitnami",
		"kafka": "other", "kafka:4": "other", "example.org/kafka:4.1": "other", "example.org/x/kafka@sha256:0": "other",
		"example.org/kafka-ui": "none", "apache/kafka/x": "none", "confluentinc/cp-kafka-connect": "none", "notapache/kafkas": "none", "akafka": "none",
	} {
		expression := fmt.Sprintf(`VALUE.map(i, string(i)).map(i, i.matches('%s') ? 'apache' : i.matches('%s') ? 'confluent' : i.matches('%s') ? 'bitnami' : i.matches('%s') ? 'other' : 'none').join()`,
			apache, confluent, bitnami, anyKafka)
		if got := evaluate(t, expression, image); got != want {
			t.Errorf("%s is %s, want %s", image, got, want)
		}
	}
}
