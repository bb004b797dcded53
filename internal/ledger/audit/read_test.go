package audit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/ledger"
)

var orders = Fields{ID: "id", Key: "customer", Value: "body", Time: "at", DefaultTopic: "orders"}

func all(*ledger.Record) bool { return true }

// told is what a log says, a line for a record.
func told(t *testing.T, name, text string, f Fields) string {
	t.Helper()
	log, err := Read(name, strings.NewReader(text), f, all)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var b strings.Builder
	for _, r := range log.Records {
		fmt.Fprintf(&b, "%d: %s %s %d/%d at %d, %q=%q\n", r.Line, r.Topic, r.ID, r.Partition, r.Offset, r.Acked, r.Payload.Key, r.Payload.Value)
	}
	return b.String()
}

func TestBothFormatsSayTheSame(t *testing.T) {
	const lines = `{"id":"o-1","customer":"c1","body":"a,b","at":1000}` + "\n" + `{"id":"o-2","customer":"c2","body":"say \"x\"","at":"1970-01-01T00:00:02Z"}` + "\n"
	const table = "at,id,customer,body,more\n1000,o-1,c1,\"a,b\",\n2000,o-2,c2,\"say \"\"x\"\"\",y\n"
	want := "%d: orders o-1 -1/-1 at 1000, \"c1\"=\"a,b\"\n%d: orders o-2 -1/-1 at 2000, \"c2\"=\"say \\\"x\\\"\"\n"
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	for _, text := range []string{lines, crlf(lines), "\xef\xbb\xbf" + lines, strings.TrimSuffix(lines, "\n"), strings.ReplaceAll(lines, "}", "}  ")} {
		if got := told(t, "a.jsonl", text, orders); got != fmt.Sprintf(want, 1, 2) {
			t.Errorf("%q gave\n%s", text, got)
		}
	}
	for _, text := range []string{table, crlf(table), "\xef\xbb\xbf" + table, strings.TrimSuffix(table, "\n")} {
		if got := told(t, "a.CSV", text, orders); got != fmt.Sprintf(want, 2, 3) {
			t.Errorf("%q gave\n%s", text, got)
		}
	}
}

func TestFieldsLeadIntoObjects(t *testing.T) {
	f := Fields{ID: "order.id", Topic: "to.topic", Partition: "to.p", Offset: "to.o", Value: "order"}
	got := told(t, "x", `{"order": {"id": 17, "sum": 1.50}, "to": {"topic": "orders", "p": 3, "o": "42"}}`, f)
	if want := `1: orders 17 3/42 at -1, ""="{\"id\": 17, \"sum\": 1.50}"` + "\n"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestNullAndEmptyDiffer(t *testing.T) {
	log, err := Read("x", strings.NewReader(`{"id":"1","customer":null,"body":null,"at":1}`+"\n"+`{"id":"2","customer":"","body":"","at":1}`), orders, all)
	if err != nil {
		t.Fatal(err)
	}
	null, empty := log.Records[0].Payload, log.Records[1].Payload
	if null.Key != nil || null.Value != nil || empty.Key == nil || empty.Value == nil || log.Records[0].Value == log.Records[1].Value {
		t.Errorf("%#v, %#v", null, empty)
	}
}

func TestBase64(t *testing.T) {
	f := orders
	f.Base64 = true
	if got := told(t, "x", `{"id":"1","customer":"AP8=","body":"","at":1}`, f); !strings.Contains(got, `"\x00\xff"=""`) {
		t.Error(got)
	}
	for _, body := range []string{`"AP8"`, `"%"`, `7`} {
		_, err := Read("x", strings.NewReader(`{"id":"1","customer":"AP8=","body":`+body+`,"at":1}`), f, all)
		if err == nil || !strings.Contains(err.Error(), "body is no base64") {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// TestWhatIsBroken: each is told with its place, and nothing is taken.
func TestWhatIsBroken(t *testing.T) {
	const good = `{"id":"1","customer":"c","body":"b","at":1}` + "\n"
	for _, c := range []struct{ name, text, want string }{
		{"x", good + `{"id":"2","customer":"c","bo`, "x:2:29: the line ends in the middle"},
		{"x", good + `{"id":"2",,"customer":"c"}` + "\n" + good, "x:2:11: no JSON: invalid character ','"},
		{"x", good + "\n[1]\n", "x:3:1: a line must be a JSON object"},
		{"x", good + "null\n", "x:2:1: a line must be a JSON object"},
		{"x", good + good[:len(good)-1] + "x\n", "x:2:44: no JSON: invalid character 'x'"},
		{"x", good + `{"customer":"c","body":"b","at":1}`, "x:2:1: the line has no id, which --id names"},
		{"x", good + `{"id":"","customer":"c","body":"b","at":1}`, "x:2:1: id is empty"},
		{"x", good + `{"id":{},"customer":"c","body":"b","at":1}`, "x:2:1: id is empty or no text"},
		{"x", good + `{"id":"2","customer":"c","body":"b","at":"noon"}`, `x:2:1: at is "noon"`},
		{"x", good + `{"id":"2","customer":"c","body":"b","at":-5}`, `x:2:1: at is "-5"`},
		{"x", good + "{\"id\":\"\xe9\"}", "x:2:8: byte 0xe9 is no UTF-8"},
		{"x", good + `{"id":"1","customer":"c","body":"other","at":1}`, `x:2:1: the id "1" names another record of orders, too, in line 1`},
		{"x", "\xff\xfe{\x00", "x:1:1: the file is in UTF-16"},
		{"x", "\x1f\x8b\x08\x00", "x:1:1: the file is compressed"},
		{"x", "\n\n", "no record"},
		{"x", "", "no record"},
		{"a.csv", "", "no record"},
		{"a.csv", "id,customer,body,at\n", "no record"},
		{"a.csv", "id,customer,body\n", `a.csv:1:1: no column is called "at", which --time-field names`},
		{"a.csv", "id,id\n", `a.csv:1:1: two columns are called "id"`},
		{"a.csv", "id,customer,body,at\n1,c,b,1\n2,c,b\n", "a.csv:3:1: no CSV: wrong number of fields"},
		{"a.csv", "id,customer,body,at\n1,c,\"b\"x,1\n", "a.csv:2:7: no CSV"},
		{"a.csv", "id,customer,body,at\n1,c,\"b,1\n", "a.csv:2:10: no CSV"},
		{"a.csv", "id,customer,body,at\n1,\"a\nb\",b,1\n2,c,b,x\n", `a.csv:4:7: at is "x"`},
		{"a.csv", "id,customer,body,at\n1,c,\xe9,1\n", "a.csv:2:5: a column has bytes that are no UTF-8"},
	} {
		log, err := Read(c.name, strings.NewReader(c.text), orders, all)
		if err == nil || log != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
		if broken, is := errors.AsType[*Broken](err); is && (broken.Line < 1 || broken.Column < 1 || !strings.HasSuffix(err.Error(), "nothing was sent")) {
			t.Errorf("%q: %+v", c.text, broken)
		}
	}
}

func TestALineThatIsSaidAgain(t *testing.T) {
	const line = `{"id":"1","customer":"c","body":"b","at":1}` + "\n"
	log, err := Read("x", strings.NewReader(line+line+line), orders, nil)
	if err != nil || log.Repeated != 2 || len(log.Records) != 1 || log.Records[0].Payload != nil {
		t.Errorf("%+v, %v", log, err)
	}
	f := Fields{ID: "id", Topic: "t"}
	log, err = Read("x", strings.NewReader(`{"id":"1","t":"a"}`+"\n"+`{"id":"1","t":"b"}`), f, nil)
	if err != nil || log.Repeated != 0 || len(log.Records) != 2 {
		t.Errorf("an id of two topics: %+v, %v", log, err)
	}
}

func TestNumbersOfAPlace(t *testing.T) {
	f := Fields{ID: "id", DefaultTopic: "t", Partition: "p", Offset: "o"}
	for _, bad := range []string{`"p":-1,"o":0`, `"p":0,"o":-1`, `"p":2147483648,"o":0`, `"p":0,"o":1.5`, `"p":null,"o":1`, `"p":"","o":1`, `"p":[],"o":1`} {
		if _, err := Read("x", strings.NewReader(`{"id":"1",`+bad+`}`), f, nil); err == nil || !strings.Contains(err.Error(), "whole number from 0") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestFieldsThatContradict(t *testing.T) {
	for want, f := range map[string]Fields{
		"--id FIELD":          {DefaultTopic: "t"},
		"--topic NAME":        {ID: "id"},
		"both":                {ID: "id", DefaultTopic: "t", Offset: "o"},
		"same field \"x\"":    {ID: "id", DefaultTopic: "t", Time: "x", Value: "x"},
		"is no field":         {ID: "a..b", DefaultTopic: "t"},
		"\".a\" is no field":  {ID: ".a", DefaultTopic: "t"},
		"\"a.\" is no field":  {ID: "a.", DefaultTopic: "t"},
		"both --partition-fi": {ID: "id", DefaultTopic: "t", Partition: "p"},
	} {
		if err := f.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", f, err)
		}
		if _, err := Read("x", strings.NewReader("{}"), f, nil); err == nil {
			t.Errorf("%+v was read", f)
		}
	}
	if err := (&Fields{ID: "id", Key: "id", DefaultTopic: "t"}).Check(); err != nil {
		t.Errorf("an id may be the key: %v", err)
	}
}

func TestAFileIsReadAndSummed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte("id\n1\n2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	one, err := Open(file, Fields{ID: "id", DefaultTopic: "t"}, nil)
	if err != nil || len(one.Records) != 2 {
		t.Fatalf("%+v, %v", one, err)
	}
	if err := os.WriteFile(file, []byte("id\n1\n3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	two, err := Open(file, Fields{ID: "id", DefaultTopic: "t"}, nil)
	if err != nil || one.Sum == two.Sum || one.Sum == [32]byte{} {
		t.Errorf("%v", err)
	}
	if _, err := Open(file+"x", Fields{ID: "id", DefaultTopic: "t"}, nil); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"id":"1","customer":"c","body":{"a":[1]},"at":1}`), false)
	f.Add([]byte("id,customer,body,at\n1,c,\"b\n\",1\n"), true)
	f.Add([]byte("\xef\xbb\xbf{\"id\":1}\r\n"), false)
	f.Fuzz(func(t *testing.T, text []byte, table bool) {
		name := "a.jsonl"
		if table {
			name = "a.csv"
		}
		log, err := Read(name, strings.NewReader(string(text)), orders, all)
		if (log == nil) == (err == nil) {
			t.Fatalf("%v and %v", log, err)
		}
		if broken, is := errors.AsType[*Broken](err); is && (broken.Line < 1 || broken.Column < 1 || broken.What == "") {
			t.Errorf("%+v", broken)
		}
		if log == nil {
			return
		}
		for _, r := range log.Records {
			if r.ID == "" || r.Topic != "orders" || r.Payload == nil || r.Line < 1 || r.Acked < 0 || r.Placed() {
				t.Errorf("%+v", r)
			}
		}
	})
}
