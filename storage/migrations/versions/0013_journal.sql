-- Double entry. An entry that does not balance is not taken; none is ever changed or struck out.

CREATE TABLE journal_entries (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    project_id uuid NOT NULL,
    cause varchar NOT NULL,
    cause_id uuid NOT NULL,
    corrects uuid,
    postings jsonb NOT NULL,
    posted_at timestamptz NOT NULL,
    previous_hash varchar NOT NULL,
    hash varchar NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    CONSTRAINT journal_entries_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT journal_entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT journal_entries_project_id_fkey FOREIGN KEY (account_id, project_id) REFERENCES projects (account_id, id),
    CONSTRAINT journal_entries_corrects_fkey
        FOREIGN KEY (account_id, corrects) REFERENCES journal_entries (account_id, id)
);
CREATE UNIQUE INDEX journal_entries_cause_key ON journal_entries (account_id, cause, cause_id);
CREATE INDEX journal_entries_project_idx ON journal_entries (account_id, project_id, place);

-- What moved where, one row a posting: for sums.
CREATE VIEW journal_postings AS
SELECT entries.account_id, entries.project_id, entries.id AS entry_id, entries.cause, entries.posted_at,
    posting -> 'place' ->> 'book' AS book, posting -> 'place' ->> 'gateway' AS gateway,
    (posting -> 'place' ->> 'invoice_id')::uuid AS invoice_id, (posting -> 'place' ->> 'payment_id')::uuid AS payment_id,
    posting -> 'amount' ->> 'currency' AS currency, (posting -> 'amount' ->> 'minor')::bigint AS minor
FROM journal_entries AS entries CROSS JOIN LATERAL jsonb_array_elements(entries.postings) AS posting;

CREATE FUNCTION milepost_journal_hash(entry journal_entries) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws('|', entry.previous_hash, entry.id, entry.account_id, entry.project_id,
        entry.cause, entry.cause_id, coalesce(entry.corrects::text, ''), entry.postings::text,
        extract(epoch FROM entry.posted_at)), 'UTF8')), 'hex');
$$;

CREATE FUNCTION milepost_journal_write() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    currencies integer;
    difference numeric;
BEGIN
    SELECT count(DISTINCT posting -> 'amount' ->> 'currency'), sum((posting -> 'amount' ->> 'minor')::numeric)
        INTO currencies, difference FROM jsonb_array_elements(NEW.postings) AS posting;
    IF currencies <> 1 OR difference <> 0 THEN
        RAISE EXCEPTION 'a journal entry does not balance: % %', NEW.cause, NEW.cause_id USING ERRCODE = 'MP001';
    END IF;
    NEW.previous_hash := coalesce((SELECT hash FROM journal_entries
        WHERE account_id = NEW.account_id AND project_id = NEW.project_id ORDER BY place DESC LIMIT 1), '');
    NEW.hash := milepost_journal_hash(NEW);
    RETURN NEW;
END;
$$;

CREATE FUNCTION milepost_journal_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal never changes: % %', OLD.cause, OLD.cause_id USING ERRCODE = 'MP001';
END;
$$;

CREATE TRIGGER journal_entries_written BEFORE INSERT ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION milepost_journal_write();
CREATE TRIGGER journal_entries_frozen BEFORE UPDATE ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION milepost_journal_frozen();
CREATE TRIGGER journal_entries_kept BEFORE DELETE ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
