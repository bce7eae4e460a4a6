"""A test of what a DAG does where its key lacks a permission."""

from example_every_channel import dag

from airflow_provider_whop.emulator import WhopEmulator


def test_it_fails_where_the_key_may_not_moderate(monkeypatch):
    with WhopEmulator() as whop:
        key = whop.add_key("reader", without=("chat:moderate",))
        monkeypatch.setenv("AIRFLOW_CONN_WHOP_DEFAULT", whop.connection.replace(whop.key, key))
        assert dag.test().state == "failed"
