package export

import (
	"fmt"
	"reflect"
	"sync"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/ext"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
)

// celEnv is the language as an API server has it (k8s.io/apiserver
// cel/environment), as far as the exported expressions use it: with its check
// that a list or a map holds values of one type.
func celEnv(t testing.TB) *cel.Env {
	t.Helper()
	opaque := cel.OpaqueType("kubernetes.Quantity")
	env, err := cel.NewEnv(
		cel.HomogeneousAggregateLiterals(), cel.EagerlyValidateDeclarations(true), cel.DefaultUTCTimeZone(true),
		ext.Strings(ext.StringsVersion(2)), cel.OptionalTypes(),
		cel.Variable("object", cel.DynType), cel.Variable("oldObject", cel.DynType), cel.Variable("variables", cel.MapType(cel.StringType, cel.DynType)),
		cel.Function("isQuantity", cel.Overload("is_quantity_string", []*cel.Type{cel.StringType}, cel.BoolType,
			cel.UnaryBinding(func(v ref.Val) ref.Val {
				_, err := resource.ParseQuantity(string(v.(types.String)))
				return types.Bool(err == nil)
			}))),
		cel.Function("quantity", cel.Overload("string_to_quantity", []*cel.Type{cel.StringType}, opaque,
			cel.UnaryBinding(func(v ref.Val) ref.Val {
				q, err := resource.ParseQuantity(string(v.(types.String)))
				if err != nil {
					return types.WrapErr(err)
				}
				return quantity{q}
			}))),
		cel.Function("asApproximateFloat", cel.MemberOverload("quantity_float", []*cel.Type{opaque}, cel.DoubleType,
			cel.UnaryBinding(func(v ref.Val) ref.Val {
				q := v.(quantity).Quantity
				return types.Double(q.AsApproximateFloat64())
			}))),
	)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// quantity is Kubernetes' quantity as a value of CEL.
type quantity struct{ resource.Quantity }

func (q quantity) ConvertToNative(reflect.Type) (any, error) { return q.Quantity, nil }
func (q quantity) ConvertToType(ref.Type) ref.Val            { return types.NewErr("not converted") }
func (q quantity) Equal(other ref.Val) ref.Val               { return types.Bool(q == other) }
func (q quantity) Type() ref.Type                            { return cel.OpaqueType("kubernetes.Quantity") }
func (q quantity) Value() any                                { return q.Quantity }

// engine runs policies as an admission plugin does.
type machine struct {
	policies []Policy
	programs map[string]cel.Program // by their text
	dearest  uint64                 // what any expression has cost at most
	spent    uint64                 // what all of them have cost
}

// run evaluates an expression.
func (e *machine) run(text string, in map[string]any) (ref.Val, error) {
	out, details, err := e.programs[text].Eval(in)
	if details != nil && details.ActualCost() != nil {
		e.dearest = max(e.dearest, *details.ActualCost())
		e.spent += *details.ActualCost()
	}
	return out, err
}

func newMachine(t testing.TB, policies []Policy) *machine {
	t.Helper()
	env := celEnv(t)
	e := &machine{policies: policies, programs: map[string]cel.Program{}}
	compile := func(what, text string) {
		if e.programs[text] != nil {
			return
		}
		ast, issues := env.Compile(text)
		if issues.Err() != nil {
			t.Fatalf("%s: %v\n%s", what, issues.Err(), text)
		}
		program, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(1_000_000))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		e.programs[text] = program
	}
	for i := range policies {
		p := &policies[i]
		for _, v := range append(p.conditions(), p.Variables...) {
			compile(p.Name+" "+v.Name, v.Expression)
		}
		for _, c := range p.Checks {
			compile(p.Name+" "+c.Rule, c.Found)
		}
		for _, v := range p.validations("") {
			compile(p.Name, v.Expression)
			compile(p.Name, v.MessageExpression)
		}
	}
	return e
}

// whole is the machine of all exported rules: each one takes seconds under the
// race detector.
var whole struct {
	sync.Once
	*machine
}

func wholeMachine(t testing.TB) *machine {
	t.Helper()
	whole.Do(func() { whole.machine = newMachine(t, Policies(exporttest.Exported(), exporttest.Strict)) })
	if whole.machine == nil {
		t.Fatal("the expressions did not compile")
	}
	return whole.machine
}

// refusal is a check that does not hold, or that could not be evaluated.
type refusal struct {
	policy, rule, says string
	err                error
}

// judge evaluates all policies for a kind. An object that is nil is null.
func (e *machine) judge(kind string, object, old map[string]any) []refusal {
	var out []refusal
	known := map[string]ref.Val{} // what several policies have in common
	for i := range e.policies {
		p := &e.policies[i]
		if p.Kind != kind || p.Deletion != (object == nil) {
			continue
		}
		out = append(out, e.one(p, object, old, known)...)
	}
	return out
}

func (e *machine) one(p *Policy, object, old map[string]any, known map[string]ref.Val) (out []refusal) {
	in := map[string]any{"object": nil, "oldObject": nil, "variables": map[string]any{}}
	if object != nil {
		in["object"] = object
	}
	if old != nil {
		in["oldObject"] = old
	}
	for _, c := range p.conditions() {
		if v, err := e.run(c.Expression, in); err != nil || v != types.True {
			return nil
		}
	}
	values := map[string]any{}
	in["variables"] = values
	broken := map[string]error{}
	for _, v := range p.Variables {
		got := known[v.Expression]
		if got == nil {
			got, broken[v.Name] = e.run(v.Expression, in)
			known[v.Expression] = got
		}
		if broken[v.Name] == nil {
			values[v.Name] = got
		}
	}
	for _, c := range p.Checks {
		found, err := e.run(c.Found, in)
		if err != nil {
			out = append(out, refusal{p.Name, c.Rule, "", cause(p, broken, err)})
			continue
		}
		for it := found.(traits.Lister).Iterator(); it.HasNext() == types.True; {
			out = append(out, refusal{p.Name, c.Rule, string(it.Next().(types.String)), nil})
		}
	}
	return out
}

// cause is the error of the first variable that has none.
func cause(p *Policy, broken map[string]error, err error) error {
	for _, v := range p.Variables {
		if broken[v.Name] != nil {
			return fmt.Errorf("%s: %w", v.Name, broken[v.Name])
		}
	}
	return err
}
