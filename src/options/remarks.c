#include "options/remarks.h"

#include "base/buffer.h"
#include "record/flags.h"

#include <inttypes.h>

enum { EVENTS_NAMED = 20 /* at most, in warnings */ };

static void warn_malformed(const struct read_account *account, const struct messages *messages)
{
	if (!account->malformed)
		return;
	message(messages, MESSAGE_WARNING, "%s: %s: \"%s\"%s", account->malformed_where,
	        account->malformed_why ? account->malformed_why : "not understood",
	        account->malformed_text,
	        account->source_line_hint ? " (a source line? then use --srcline)" : "");
	if (account->malformed > 1)
		message(messages, MESSAGE_WARNING, "%" PRIu64 " such %s were skipped",
		        account->malformed, account->malformed_has_line ? "lines" : "records");
}

double account_percent(const struct read_account *account, uint64_t samples)
{
	uint64_t all = account->samples - account->guests - account->unknown_events;
	return 100.0 * (double)samples / (double)(all ? all : 1);
}

/* "cycles (12 samples, 30.0%), ..." for the events that are kept, or for the others. */
static void list_events(const struct read_account *account, bool kept, struct buffer *list)
{
	size_t named = 0;
	for (size_t i = 0; i < account->event_count; i++) {
		const struct event_account *event = &account->events[i];
		if (event->kept != kept)
			continue;
		if (named++ == EVENTS_NAMED) {
			buffer_text(list, " and others, which --stats lists");
			break;
		}
		buffer_printf(list, "%s%s (%" PRIu64 " sample%s, %.1f%%)", named > 1 ? ", " : "",
		              event->name, event->samples, event->samples == 1 ? "" : "s",
		              account_percent(account, event->samples));
	}
	buffer_byte(list, '\0');
}

/* Notes which event counts, if the input has several and the user named none. There is no warning
 * if these are one event on several kinds of cores. */
static void warn_events(const struct read_account *account, const struct messages *messages)
{
	struct buffer counted = {0}, others = {0};
	bool values = true; /* all are from the same samples, so no sample is left out */
	for (size_t i = 0; i < account->event_count; i++)
		values &= account->events[i].value;
	if (!account->event_defaulted || account->event_count < 2 || values)
		return;
	list_events(account, true, &counted);
	list_events(account, false, &others);
	if (counted.failed || others.failed) {
		message(messages, MESSAGE_WARNING, "several events: --stats lists them");
	} else if (!*others.data) {
		message(messages, MESSAGE_NOTE, "adding up %s", counted.data);
	} else {
		message(messages, MESSAGE_WARNING, "several events: counting %s", counted.data);
		message(messages, MESSAGE_WARNING, "left out: %s; --event-filter=EVENT chooses",
		        others.data);
	}
	buffer_free(&counted);
	buffer_free(&others);
}

void remark_account(const struct read_account *account, bool with_notes,
                    const struct messages *messages)
{
	warn_malformed(account, messages);
	warn_events(account, messages);
	for (size_t i = 0; with_notes && i < account->note_count; i++)
		if (account->notes[i].warning)
			message(messages, MESSAGE_WARNING, "%s", account->notes[i].text);
}

void remark_rounding(const struct stacks *stacks, const struct messages *messages)
{
	if (stacks->rounded == NUMBER_EXACT)
		return;
	message(messages, MESSAGE_WARNING,
	        "counts are rounded to %u decimal place%s: they have more digits than fit 64 bits",
	        stacks->rounded, stacks->rounded == 1 ? "" : "s");
}

enum status remark_units(const struct facts *facts, const struct normalization *how,
                         const struct messages *messages, struct error *err)
{
	if (!facts->unit.differs)
		return STATUS_OK;
	if (how->by == NORMALIZE_NOT)
		return error_set(err, STATUS_FAILED,
		                 "the inputs have different units, so their counts cannot be "
		                 "compared; their shares of the sum can: --normalize total");
	message(messages, MESSAGE_WARNING,
	        "the inputs have different units: only scaled counts are compared");
	return STATUS_OK;
}

const char remark_no_common_root[] =
	"no root frame (often the process name) is on both sides, so every stack is new or gone; "
	"fold with --no-comm, or --rename the process";

enum status remark_pair(const struct profile *pair, const struct normalization *how,
                        const struct messages *messages, struct error *err)
{
	bool common;
	enum status status = remark_units(&pair->facts, how, messages, err);
	if (!status)
		status = profile_common_roots(pair, &common, err);
	if (!status && !common)
		message(messages, MESSAGE_WARNING, "%s", remark_no_common_root);
	return status;
}

bool remark_flags(const char *before, const char *before_name, const char *after,
                  const char *after_name, const struct messages *messages)
{
	struct flags flags[2] = {{.program = NULL}, {.program = NULL}};
	struct buffer text = {0};
	struct error ignored;
	bool differ = before && after && !flags_read(before, &flags[0], &ignored) &&
	              !flags_read(after, &flags[1], &ignored);
	if (differ)
		flags_difference(&flags[0], before_name, &flags[1], after_name, &text);
	differ = text.size && !text.failed;
	if (differ)
		message(messages, MESSAGE_WARNING, "%s and %s were recorded differently: %.*s",
		        before_name, after_name, (int)text.size, text.data);
	buffer_free(&text);
	flags_free(&flags[0]);
	flags_free(&flags[1]);
	return differ;
}
