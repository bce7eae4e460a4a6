WITH sales (product, sold) AS (
    VALUES ('Course', 120), ('Coaching', 45), ('*Community*', 80), ('Sticker', 3)
)
SELECT product, sold, round(100.0 * sold / sum(sold) OVER (), 1) AS percent
FROM sales
WHERE sold >= :least
ORDER BY sold DESC
