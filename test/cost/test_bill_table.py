"""Bills side by side."""

from cloud_constructs.cost import Charge, Price, bill_table

KEY = Price(1.0, "key-month", "https://aws.amazon.com/kms/pricing/")
REQUEST = Price(0.03 / 10_000, "request", "https://aws.amazon.com/kms/pricing/")


def test_bills_share_lines_and_end_in_their_sums() -> None:  # AS-12
    dev = [Charge("keys", KEY, 2)]
    prod = [Charge("keys", KEY, 3), Charge("use of keys", REQUEST, 1_000_000)]

    assert bill_table({"dev": dev, "prod": prod}).splitlines() == [
        "| for | a unit | price | dev | | prod | |",
        "|---|---|--:|--:|--:|--:|--:|",
        f"| keys | [key-month]({KEY.page}) | 1 | 2 | 2.00 | 3 | 3.00 |",
        f"| use of keys | [request]({KEY.page}) | 0.000003 |  |  | 1,000,000 | 3.00 |",
        "| **together** | | | | **2.00** | | **6.00** |",
    ]


def test_the_same_at_another_price_is_another_line() -> None:
    dearer = Price(2.0, KEY.per, KEY.page)
    lines = bill_table({"then": [Charge("keys", KEY, 1)], "now": [Charge("keys", dearer, 1)]}).splitlines()

    assert [line.split(" | ")[2] for line in lines[2:4]] == ["1", "2"]
