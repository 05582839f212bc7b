-- An issued invoice never changes but for its state, its times and its PDF; money that came is never struck out.
-- MP001 is our own error code (SQLSTATE classes that begin with M are free for use, PostgreSQL appendix A).

CREATE FUNCTION milepost_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never deleted', TG_TABLE_NAME USING ERRCODE = 'MP001';
END;
$$;

CREATE FUNCTION milepost_invoice_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change CONSTANT text[] := ARRAY['state', 'pdf_key', 'sent_at', 'viewed_at', 'approved_at'];
BEGIN
    IF to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change THEN
        RAISE EXCEPTION 'an issued invoice never changes: %', OLD.number USING ERRCODE = 'MP001';
    END IF;
    RETURN NEW;
END;
$$;

CREATE FUNCTION milepost_list_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an issued invoice never changes its milestones' USING ERRCODE = 'MP001';
END;
$$;

CREATE TRIGGER invoices_frozen BEFORE UPDATE ON invoices
    FOR EACH ROW EXECUTE FUNCTION milepost_invoice_frozen();
CREATE TRIGGER invoices_kept BEFORE DELETE ON invoices
    FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
CREATE TRIGGER invoice_milestones_frozen BEFORE UPDATE OR DELETE ON invoice_milestones
    FOR EACH ROW EXECUTE FUNCTION milepost_list_frozen();
CREATE TRIGGER payments_kept BEFORE DELETE ON payments
    FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
CREATE TRIGGER receipts_kept BEFORE DELETE ON receipts
    FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
CREATE TRIGGER number_series_kept BEFORE DELETE ON number_series
    FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
