package lab_test

import (
	"context"
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// Three brokers, of which one is lost and comes back. It is compiled and not
// run, since it needs Java.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cluster, err := lab.Start(ctx, lab.Options{Version: "4.3", Brokers: 3, Racks: []string{"a", "b", "c"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cluster.Close()
	fmt.Println(cluster.Bootstrap("PLAINTEXT"))
	if err := cluster.Node(2).Kill(); err != nil { // as a power cut would
		fmt.Println(err)
	}
	if err := cluster.Node(2).Start(ctx); err != nil { // ready again when it returns
		fmt.Println(err)
	}
}

// Two doors for clients, of which one asks for a name. It is compiled and not
// run, since it needs Java.
func Example_secured() {
	cluster, err := lab.Start(context.Background(), lab.Options{
		Listeners: []lab.Listener{{Name: "SASL", Protocol: lab.SASLPlaintext}, {Name: "TLS", Protocol: lab.SSL}},
		Security: lab.Security{
			Authorizer: true,
			SuperUsers: []string{"User:admin"},
			Users: []lab.User{
				{Name: "admin", Password: "throw-away", Mechanism: lab.Plain},
				{Name: "scanner", Password: "throw-away", Mechanism: lab.ScramSHA512},
			},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cluster.Close()
	fmt.Println(cluster.Bootstrap("SASL"), cluster.Bootstrap("TLS"), len(cluster.CA()))
}
