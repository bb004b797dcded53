package kubelab

import "time"

// What a webhook can do wrong, as the names of BrokenWebhooks.
const (
	Hangs       = "hangs"
	Panics      = "panics"
	WrongUID    = "answers for another request"
	NotFound    = "answers 404"
	WrongCA     = "is not trusted"
	HangTimeout = 2 * time.Second // timeoutSeconds of the webhook that hangs
)

// A BrokenWebhook is what the API server makes of a webhook that does not do
// its work, by its failurePolicy.
type BrokenWebhook struct {
	Name string
	// Fail is what the error says that the author of a request gets under
	// failurePolicy Fail; its code is 500. Under Ignore the request is admitted
	// without a word.
	Fail string
	// Waits is how long either policy makes the request wait at least.
	Waits time.Duration
	// Metric is error_type of apiserver_admission_webhook_rejection_count under
	// Fail.
	Metric string
}

// BrokenWebhooks is measured on kube-apiserver 1.37.2 by test/kube.
var BrokenWebhooks = []BrokenWebhook{
	{Name: Hangs, Fail: "context deadline exceeded", Waits: HangTimeout, Metric: "calling_webhook_error"},
	{Name: Panics, Fail: "INTERNAL_ERROR", Metric: "calling_webhook_error"},
	{Name: WrongUID, Fail: "expected response.uid", Metric: "calling_webhook_error"},
	{Name: NotFound, Fail: "could not find the requested resource", Metric: "calling_webhook_error"},
	{Name: WrongCA, Fail: "x509", Metric: "calling_webhook_error"},
}
