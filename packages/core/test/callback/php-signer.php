<?php
// A PHP program that signs callbacks as Finpay documents it, for comparison with ours.
//
//   php php-signer.php bodies SEED COUNT   one JSON line {kind, valid, key, body} for each signed body
//   php php-signer.php texts SEED COUNT    one JSON line {text, forms} for each text; forms as PHP writes it again
//   php php-signer.php check               reads lines {key, body}, prints 1 for each a PHP merchant accepts, else 0

declare(strict_types=1);
ini_set('serialize_precision', '-1');

const PLAIN = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE;
const PIECES = [
    'a', 'Z', ' ', '0', '7', '/', '"', '\\', '.', "'", '<', '&', "\u{0}", "\u{1}", "\u{8}", "\t", "\n", "\u{c}", "\r",
    "\u{1f}", "\u{7f}", "\u{80}", 'é', 'ß', '日', "\u{2028}", "\u{2029}", "\u{d7ff}", "\u{e000}", "\u{feff}", "\u{ffff}",
    '😀', "\u{10ffff}", '\\u00e9', '","signature":"', '{}', '//',
];

function pick(array $from): mixed
{
    return $from[mt_rand(0, count($from) - 1)];
}

function anyString(): string
{
    $text = '';
    for ($left = mt_rand(0, 8); $left > 0; $left--) {
        $text .= pick(PIECES);
    }
    return $text;
}

function anyKey(): string
{
    // A leading NUL is not possible in the name of a PHP object's property.
    return match (mt_rand(0, 5)) {
        0 => (string) mt_rand(0, 3),
        1 => pick(['', '-0', '01', '-1', (string) PHP_INT_MAX, '9223372036854775808', 'signature', '__proto__', 'a b']),
        default => ltrim(anyString(), "\0"),
    };
}

function anyFloat(): float
{
    if (mt_rand(0, 2) === 0) {
        return pick([0.0, -0.0, 1e25, 1e17, 1e16, 1e15, 0.0001, 0.00001, 0.1, 0.30000000000000004, 10000.0, 10000.5,
            9007199254740993.0, 9223372036854775807.0, -9223372036854775808.0, 5e-324, 1.7976931348623157e308]);
    }
    if (mt_rand(0, 1) === 0) {
        return mt_rand(-1000000000, 1000000000) / 10 ** mt_rand(0, 12) * 10 ** mt_rand(0, 12);
    }
    do {
        $float = unpack('d', pack('L2', mt_rand(0, 0xffffffff), mt_rand(0, 0xffffffff)))[1];
    } while (!is_finite($float));
    return $float;
}

function anyInteger(): int
{
    return match (mt_rand(0, 3)) {
        0 => pick([0, -1, 9007199254740993, -9007199254740993, PHP_INT_MAX, PHP_INT_MIN, 8804483313131312]),
        1 => (mt_rand(0, 0xffffffff) << 32) | mt_rand(0, 0xffffffff),
        default => mt_rand(-100000, 100000000),
    };
}

function anyValue(int $depth): mixed
{
    switch (mt_rand(0, $depth > 0 ? 9 : 6)) {
        case 0:
            return null;
        case 1:
            return mt_rand(0, 1) === 1;
        case 2:
            return anyInteger();
        case 3:
            return anyFloat();
        case 4:
            return pick([new stdClass(), []]);
        case 5:
        case 6:
            return anyString();
        case 7:
            $list = [];
            for ($left = mt_rand(0, 3); $left > 0; $left--) {
                $list[] = anyValue($depth - 1);
            }
            return $list;
        default:
            $map = [];
            for ($left = mt_rand(1, 3); $left > 0; $left--) {
                $map[anyKey()] = anyValue($depth - 1);
            }
            return $map;
    }
}

function anyPayload(): array
{
    $payload = [
        'merchant' => ['id' => 'FINPAY' . mt_rand(100, 999)],
        'customer' => ['id' => anyString()],
        'order' => [
            'id' => 'INV-' . mt_rand(),
            'reference' => anyString(),
            'amount' => mt_rand(1, 99999999),
            'currency' => 'IDR',
        ],
        'transaction' => pick([null, [], new stdClass(), ['acquirerId' => null]]),
        'sourceOfFunds' => [
            'type' => pick(['cc', 'qris', 'vabca']),
            'paymentCode' => pick([anyString(), anyInteger()]),
        ],
        'meta' => pick([[], new stdClass(), ['data' => anyValue(3)]]),
        'result' => ['payment' => ['status' => 'PAID', 'datetime' => '2026-09-21 13:33:09', 'userDesc' => anyString(),
            'amount' => pick([anyFloat(), (float) mt_rand(1, 99999999)])]],
    ];
    for ($left = mt_rand(0, 2); $left > 0; $left--) {
        $key = anyKey();
        if ($key !== 'signature') {
            $payload[$key] = anyValue(3);
        }
    }
    return $payload;
}

/** A payload, the flags it is signed with, and the flags it is sent with. */
function kinds(): array
{
    $zero = JSON_PRESERVE_ZERO_FRACTION;
    return [
        'default' => [0, 0],
        'pretty wire' => [0, JSON_PRETTY_PRINT],
        'unescaped wire' => [0, PLAIN],
        'pretty unescaped wire' => [0, JSON_PRETTY_PRINT | PLAIN],
        'zero fraction' => [$zero, $zero],
        'zero fraction wire' => [0, $zero],
        'pretty zero fraction wire' => [0, JSON_PRETTY_PRINT | $zero],
        'zero fraction, unescaped wire' => [$zero, PLAIN | $zero],
        'unescaped' => [PLAIN, PLAIN],
        'unescaped, pretty wire' => [PLAIN, JSON_PRETTY_PRINT | PLAIN],
        'unescaped, default wire' => [PLAIN, 0],
    ];
}

function withSignature(array $payload, string $signature, int $flags): string
{
    $at = pick([count($payload), count($payload), 0, mt_rand(0, count($payload))]);
    // The union keeps keys such as "7", which array_merge would renumber.
    $all = array_slice($payload, 0, $at, true) + ['signature' => $signature] + array_slice($payload, $at, null, true);
    return json_encode($all, $flags | JSON_THROW_ON_ERROR);
}

function line(string $kind, bool $valid, string $key, string $body): void
{
    echo json_encode(compact('kind', 'valid', 'key', 'body'), PLAIN | JSON_THROW_ON_ERROR), "\n";
}

function validBody(string $key): void
{
    $payload = anyPayload();
    if (mt_rand(0, 12) < 2) {
        // Signed over what was read back from the wire, as objects or as arrays.
        $asArrays = mt_rand(0, 1) === 1;
        $flags = pick([0, PLAIN]);
        $reread = json_decode(json_encode($payload, $flags | JSON_THROW_ON_ERROR), $asArrays, 512, JSON_THROW_ON_ERROR);
        $signature = hash_hmac('sha512', json_encode($reread, JSON_THROW_ON_ERROR), $key);
        $kind = $asArrays ? 'read back as arrays' : 'read back as objects';
        line($kind, true, $key, withSignature($payload, $signature, $flags));
        return;
    }
    $kind = pick(array_keys(kinds()));
    [$signed, $sent] = kinds()[$kind];
    $signature = hash_hmac('sha512', json_encode($payload, $signed | JSON_THROW_ON_ERROR), $key);
    line($kind, true, $key, withSignature($payload, $signature, $sent));
}

function forgedBody(string $key): void
{
    $payload = anyPayload();
    $signature = hash_hmac('sha512', json_encode($payload, JSON_THROW_ON_ERROR), $key);
    $flags = kinds()[pick(array_keys(kinds()))][1];
    $kind = pick([
        'changed amount', 'changed reference', 'added member', 'removed member', 'other key', 'changed signature',
    ]);
    switch ($kind) {
        case 'changed amount':
            $payload['order']['amount'] += pick([1, -1, 1000]);
            break;
        case 'changed reference':
            $payload['order']['reference'] .= pick(PIECES);
            break;
        case 'added member':
            $payload['added'] = anyValue(1);
            break;
        case 'removed member':
            unset($payload[pick(['merchant', 'customer', 'result'])]);
            break;
        case 'other key':
            $key .= 'x';
            break;
        case 'changed signature':
            $at = mt_rand(0, 127);
            $signature[$at] = $signature[$at] === '0' ? '1' : '0';
            break;
    }
    line($kind, false, $key, withSignature($payload, $signature, $flags));
}

function bodies(int $count): void
{
    for (; $count > 0; $count--) {
        $key = pick(['SoSecret123', 'kunci/rahasia é', str_repeat('long key ', 20), '0', 'k' . mt_rand()]);
        mt_rand(0, 4) === 0 ? forgedBody($key) : validBody($key);
    }
}

/** A number as some other program might spell it. */
function anySpelling(): string
{
    $digits = fn (int $most) => implode('', array_map(fn () => (string) mt_rand(0, 9), range(1, mt_rand(1, $most))));
    $whole = mt_rand(0, 3) === 0 ? '0' : mt_rand(1, 9) . (mt_rand(0, 1) === 0 ? '' : $digits(22));
    $fraction = mt_rand(0, 1) === 0 ? '' : '.' . $digits(20);
    $exponent = mt_rand(0, 2) > 0 ? '' : pick(['e', 'E']) . pick(['', '+', '-']) . mt_rand(0, 330);
    return pick(['', '-']) . $whole . $fraction . $exponent;
}

function texts(int $count): void
{
    for (; $count > 0; $count--) {
        $flags = pick(array_values(kinds()))[1];
        $text = mt_rand(0, 1) === 0 ? anySpelling() : json_encode(anyValue(4), $flags | JSON_THROW_ON_ERROR);
        $forms = [];
        foreach ([false, true] as $asArrays) {
            foreach ([0, PLAIN] as $unescaped) {
                $encoded = json_encode(json_decode($text, $asArrays, 512, JSON_THROW_ON_ERROR), $unescaped);
                $forms[] = $encoded === false ? null : $encoded;
            }
        }
        echo json_encode(compact('text', 'forms'), PLAIN | JSON_THROW_ON_ERROR), "\n";
    }
}

function check(): void
{
    while (($row = fgets(STDIN)) !== false) {
        ['key' => $key, 'body' => $body] = json_decode($row, true, 512, JSON_THROW_ON_ERROR);
        $data = json_decode($body, true, 512, JSON_THROW_ON_ERROR);
        $signature = $data['signature'];
        unset($data['signature']);
        echo hash_equals(hash_hmac('sha512', json_encode($data), $key), $signature) ? "1\n" : "0\n";
    }
}

mt_srand((int) ($argv[2] ?? 0));
match ($argv[1]) {
    'bodies' => bodies((int) $argv[3]),
    'texts' => texts((int) $argv[3]),
    'check' => check(),
};
