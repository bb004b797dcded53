package audit

import (
	"fmt"
	"strings"
	"testing"
)

func TestHeaders(t *testing.T) {
	f := Fields{ID: "id", DefaultTopic: "t", Headers: "h"}
	for in, want := range map[string]string{
		`{"b":"1","a":"2"}`:                   `[{b 1} {a 2}]`,
		`{"a":"1","a":"2"}`:                   `[{a 1} {a 2}]`,
		`[["a","1"],["a","2"]]`:               `[{a 1} {a 2}]`,
		`[{"key":"a","value":"1"}]`:           `[{a 1}]`,
		`[{"key":"a"},["b",null],["c",""]]`:   `[{a <nil>} {b <nil>} {c }]`,
		`{"n":7,"o":{"x":1}}`:                 `[{n 7} {o {"x":1}}]`,
		`"{\"a\":\"in a text\"}"`:             `[{a in a text}]`,
		`{}`:                                  `[]`,
		`[]`:                                  `[]`,
		`null`:                                `[]`,
		`""`:                                  `[]`,
		`{"traceparent":"00-4bf9-00f0-01 ä"}`: `[{traceparent 00-4bf9-00f0-01 ä}]`,
	} {
		log, err := Read("x", strings.NewReader(`{"id":"1","h":`+in+`}`), f, all)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		var got []string
		for _, h := range log.Records[0].Payload.Headers {
			value := string(h.Value)
			if h.Value == nil {
				value = "<nil>"
			}
			got = append(got, fmt.Sprintf("{%s %s}", h.Key, value))
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", in, got, want)
		}
	}
}

func TestHeadersThatAreNone(t *testing.T) {
	f := Fields{ID: "id", DefaultTopic: "t", Headers: "h"}
	for _, in := range []string{`7`, `"x"`, `true`, `["a","b"]`, `[["a"]]`, `[["a","b","c"]]`, `[[1,"b"]]`, `[null]`, `[{"value":"1"}]`, `[{"key":1}]`, `"{} {}"`, `"{\"a\""`} {
		_, err := Read("x", strings.NewReader(`{"id":"1","h":`+in+`}`), f, all)
		if err == nil || !strings.Contains(err.Error(), "x:1:1: h are no headers: give an object") {
			t.Errorf("%s: %v", in, err)
		}
	}
	if _, err := Read("x", strings.NewReader(`{"id":"1"}`), f, all); err == nil || !strings.Contains(err.Error(), "--headers-field") {
		t.Error(err)
	}
	f.Base64 = true
	for in, want := range map[string]string{`{"a":"%"}`: "a is no base64", `{"a":1}`: "a is no text"} {
		if _, err := Read("x", strings.NewReader(`{"id":"1","h":`+in+`}`), f, all); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", in, err)
		}
	}
	if log, err := Read("x", strings.NewReader(`{"id":"1","h":{"a":"AP8="}}`), f, all); err != nil || string(log.Records[0].Payload.Headers[0].Value) != "\x00\xff" {
		t.Errorf("%v", err)
	}
}

func TestHeadersInATable(t *testing.T) {
	f := Fields{ID: "id", DefaultTopic: "t", Headers: "h"}
	log, err := Read("a.csv", strings.NewReader("id,h\n1,\"{\"\"a\"\":\"\"1\"\"}\"\n2,\n"), f, all)
	if err != nil || len(log.Records[0].Payload.Headers) != 1 || log.Records[1].Payload.Headers != nil {
		t.Errorf("%v", err)
	}
	if _, err := Read("a.csv", strings.NewReader("id,h\n1,x\n"), f, all); err == nil || !strings.Contains(err.Error(), "a.csv:2:3: h are no headers") {
		t.Error(err)
	}
}

// TestALineThatDiffersInHeaders names another record.
func TestALineThatDiffersInHeaders(t *testing.T) {
	f := Fields{ID: "id", DefaultTopic: "t", Headers: "h"}
	same := `{"id":"1","h":{"a":"1"}}` + "\n"
	if log, err := Read("x", strings.NewReader(same+same), f, nil); err != nil || log.Repeated != 1 {
		t.Errorf("%+v, %v", log, err)
	}
	if _, err := Read("x", strings.NewReader(same+`{"id":"1","h":{"a":"2"}}`), f, nil); err == nil || !strings.Contains(err.Error(), "names another record") {
		t.Error(err)
	}
}
