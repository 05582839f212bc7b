CREATE TABLE proposals (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    client_id uuid NOT NULL,
    name varchar NOT NULL,
    currency char(3) NOT NULL,
    sections jsonb NOT NULL,
    schedule jsonb NOT NULL,
    terms jsonb NOT NULL,
    deposit jsonb,
    discount jsonb,
    due_days integer NOT NULL,
    notes varchar NOT NULL,
    valid_until date,
    number varchar NOT NULL,
    revision integer NOT NULL,
    state varchar NOT NULL,
    language varchar NOT NULL,
    sheet jsonb,
    sheet_hash varchar NOT NULL,
    pdf_key varchar,
    signature jsonb,
    code jsonb,
    decline_reason varchar NOT NULL,
    project_id uuid,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    viewed_at timestamptz,
    place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    CONSTRAINT proposals_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT proposals_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT proposals_contractor_id_fkey
        FOREIGN KEY (account_id, contractor_id) REFERENCES contractors (account_id, id),
    CONSTRAINT proposals_client_id_fkey FOREIGN KEY (account_id, client_id) REFERENCES clients (account_id, id),
    CONSTRAINT proposals_created_by_fkey FOREIGN KEY (account_id, created_by) REFERENCES members (account_id, id),
    CONSTRAINT proposals_project_id_fkey FOREIGN KEY (account_id, project_id) REFERENCES projects (account_id, id)
);
ALTER TABLE contracts ADD CONSTRAINT contracts_proposal_id_fkey
    FOREIGN KEY (account_id, proposal_id) REFERENCES proposals (account_id, id);

CREATE FUNCTION milepost_proposal_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change CONSTANT text[] := ARRAY['pdf_key', 'project_id', 'viewed_at', 'code'];
BEGIN
    IF OLD.signature IS NOT NULL AND to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change THEN
        RAISE EXCEPTION 'a signed proposal never changes: %', OLD.number USING ERRCODE = 'MP001';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER proposals_frozen BEFORE UPDATE ON proposals
    FOR EACH ROW EXECUTE FUNCTION milepost_proposal_frozen();
CREATE TRIGGER proposals_kept BEFORE DELETE ON proposals
    FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
