using System.Text;
using CsCheck;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Wire;

/// <summary>
/// Lines that are wrong in one way each, with their verdicts. Each row is a golden line (its number in wire-lines.ndjson)
/// with one text replaced, so that what is wrong stands in the row.
/// </summary>
public sealed class MalformedLineTests
{
    private const int PlainAnnounce = 0, Announce = 1, PeerList = 2, NewBlock = 4, NewTransaction = 6, RequestChain = 8, PlainPing = 9,
        Ping = 10, Pong = 12, Bye = 13, GetHeaders = 14, Headers = 15, GetBlocks = 17, Block = 18, NotFound = 19;

    private static readonly string[] Golden =
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Vectors", "wire-lines.ndjson"));

    public static TheoryData<int, string, string, DecodeFaultCode, string> Lines => new()
    {
        // the envelope
        { PlainPing, "\"type\": \"ping\", ", "", DecodeFaultCode.MissingMember, "type" },
        { PlainPing, "\"ping\"", "1", DecodeFaultCode.MissingMember, "type" },
        { PlainPing, "\"ping\"", "null", DecodeFaultCode.MissingMember, "type" },
        { PlainPing, "\"ping\"", "[\"ping\"]", DecodeFaultCode.MissingMember, "type" },
        { PlainPing, "\"ping\"", "{\"type\": \"ping\"}", DecodeFaultCode.MissingMember, "type" },
        { PlainPing, ", \"payload\": {}", "", DecodeFaultCode.MissingMember, "payload" },
        { PlainPing, "{}", "null", DecodeFaultCode.WrongKind, "payload" },
        { PlainPing, "{}", "[]", DecodeFaultCode.WrongKind, "payload" },
        { PlainPing, "{}", "\"{}\"", DecodeFaultCode.WrongKind, "payload" },
        { PlainPing, "{}", "0", DecodeFaultCode.WrongKind, "payload" },
        { PlainPing, "{}", "true", DecodeFaultCode.WrongKind, "payload" },
        { PlainPing, "\"127.0.0.1:6000\"", "6000", DecodeFaultCode.WrongKind, "sender" },
        { PlainPing, "\"127.0.0.1:6000\"", "{}", DecodeFaultCode.WrongKind, "sender" },
        { PlainPing, "127.0.0.1:6000", new string('s', 256), DecodeFaultCode.TooLong, "sender" },
        { PlainPing, "\"payload\": {}", "\"payload\": {}, \"payload\": {}", DecodeFaultCode.NotJson, "" },
        { PlainPing, "\"payload\": {}", "\"payload\": {}, \"\\u0070ayload\": {}", DecodeFaultCode.NotJson, "" },
        { PlainPing, "\"payload\": {}", "\"payload\": {},", DecodeFaultCode.NotJson, "" },
        { PlainPing, "{}", "{\"a\": 010}", DecodeFaultCode.NotJson, "" },
        { PlainPing, "{}", "{\"a\": NaN}", DecodeFaultCode.NotJson, "" },
        { PlainPing, "{}", "{\"a\": \"\\ud800\"}", DecodeFaultCode.NotJson, "" },
        { PlainPing, "{\"type\"", "[{\"type\"", DecodeFaultCode.NotJson, "" },

        // peer_announce
        { PlainAnnounce, "{}", "{\"v\": \"1\"}", DecodeFaultCode.WrongKind, "v" },
        { PlainAnnounce, "{}", "{\"v\": 1.0}", DecodeFaultCode.WrongKind, "v" },
        { PlainAnnounce, "{}", "{\"v\": 99999999999999999999}", DecodeFaultCode.OutOfRange, "v" },
        { PlainAnnounce, "{}", "{\"v\": 1}", DecodeFaultCode.MissingMember, "network" },
        { Announce, "\"north-1\"", "\"north 1\"", DecodeFaultCode.Malformed, "network" },
        { Announce, "\"north-1\"", "null", DecodeFaultCode.WrongKind, "network" },
        { Announce, "\"genesis\": \"aeeb", "\"genesis\": \"AEEB", DecodeFaultCode.Malformed, "genesis" },
        { Announce, "\"genesis\": \"aeeb", "\"genesis\": \"ae", DecodeFaultCode.Malformed, "genesis" },
        { Announce, "\"0a0b0c0d\"", "\"0a0b0c0\"", DecodeFaultCode.Malformed, "passed" },
        { Announce, "\"0a0b0c0d\"", "\"0A0B0C0D\"", DecodeFaultCode.Malformed, "passed" },
        { Announce, "\"next\": null, ", "", DecodeFaultCode.MissingMember, "next" },
        { Announce, "\"next\": null", "\"next\": -1", DecodeFaultCode.OutOfRange, "next" },
        { Announce, "{\"next\": null, \"passed\": \"0a0b0c0d\"}", "null", DecodeFaultCode.WrongKind, "fork" },
        { Announce, "\"node\": \"03", "\"node\": \"04", DecodeFaultCode.Malformed, "node" },
        { Announce, "\"0123456789abcdef\"", "\"0123456789abcde\"", DecodeFaultCode.Malformed, "nonce" },
        { Announce, "\"0123456789abcdef\"", "81985529216486895", DecodeFaultCode.WrongKind, "nonce" },
        { Announce, "\"port\": 6000", "\"port\": 65536", DecodeFaultCode.OutOfRange, "port" },
        { Announce, "\"port\": 6000", "\"port\": -1", DecodeFaultCode.OutOfRange, "port" },
        { Announce, "\"port\": 6000", "\"port\": \"6000\"", DecodeFaultCode.WrongKind, "port" },
        { Announce, "P2PChain.Actors/0.1", new string('a', 129), DecodeFaultCode.TooLong, "agent" },
        { Announce, "[2001:db8::1]:53302", new string('y', 65), DecodeFaultCode.TooLong, "you" },
        { Announce, "\"height\": 42", "\"height\": 9007199254740992", DecodeFaultCode.OutOfRange, "height" },
        { Announce, "\"work\": \"10752\"", "\"work\": 10752", DecodeFaultCode.WrongKind, "work" },
        { Announce, "\"work\": \"10752\"", "\"work\": \"010752\"", DecodeFaultCode.Malformed, "work" },
        { Announce, "\"work\": \"10752\"", "\"work\": \"-1\"", DecodeFaultCode.Malformed, "work" },
        { Announce, "\"time_ms\": 1766650003250", "\"time_ms\": 1766650003250.5", DecodeFaultCode.WrongKind, "time_ms" },
        { Announce, "{\"addr\": {}, \"headers\": {}, \"inv\": {}}", "[\"addr\"]", DecodeFaultCode.WrongKind, "features" },
        { Announce, "\"v\": 1, ", "\"v\": 1, \"v\": 1, ", DecodeFaultCode.NotJson, "" },

        // peer_list, request_chain
        { PeerList, "\"peers\"", "\"peer\"", DecodeFaultCode.MissingMember, "peers" },
        { PeerList, "\"127.0.0.1:6001\"", "6001", DecodeFaultCode.WrongKind, "peers" },
        { PeerList, "\"127.0.0.1:6001\"", "null", DecodeFaultCode.WrongKind, "peers" },
        { PeerList, "\"127.0.0.1:6001\"", "[\"127.0.0.1\", 6001]", DecodeFaultCode.WrongKind, "peers" },
        { PeerList, "127.0.0.1:6001", new string('h', 261), DecodeFaultCode.TooLong, "peers" },
        { RequestChain, "{}", "[]", DecodeFaultCode.WrongKind, "payload" },

        // ping, pong, bye
        { Ping, "\"nonce\": \"00000000000000ab\", ", "", DecodeFaultCode.MissingMember, "nonce" },
        { Ping, "\"height\": 42, ", "", DecodeFaultCode.MissingMember, "height" },
        { Ping, "\"height\": 42", "\"height\": null", DecodeFaultCode.WrongKind, "height" },
        { Pong, "\"tip\": \"97", "\"tip\": \"9", DecodeFaultCode.Malformed, "tip" },
        { Pong, "\"work\": \"8", "\"work\": \"800", DecodeFaultCode.TooLong, "work" },
        { Pong, "00000000000000ab", "00000000000000abc", DecodeFaultCode.TooLong, "nonce" },
        { Bye, "\"reason\": \"full\", ", "", DecodeFaultCode.MissingMember, "reason" },
        { Bye, "\"full\"", "5", DecodeFaultCode.WrongKind, "reason" },
        { Bye, "full", new string('r', 65), DecodeFaultCode.TooLong, "reason" },
        { Bye, "300", "86401", DecodeFaultCode.OutOfRange, "retry_s" },
        { Bye, "300", "-1", DecodeFaultCode.OutOfRange, "retry_s" },
        { Bye, "full", new string('r', 250), DecodeFaultCode.TooLarge, "" },

        // get_headers, headers
        { GetHeaders, "\"id\": 7", "\"id\": 4294967296", DecodeFaultCode.OutOfRange, "id" },
        { GetHeaders, "\"id\": 7", "\"id\": -1", DecodeFaultCode.OutOfRange, "id" },
        { GetHeaders, "\"id\": 7", "\"id\": \"7\"", DecodeFaultCode.WrongKind, "id" },
        { GetHeaders, "\"id\": 7, ", "", DecodeFaultCode.MissingMember, "id" },
        { GetHeaders, "\"max\": 2000", "\"max\": 2001", DecodeFaultCode.OutOfRange, "max" },
        { GetHeaders, "\"max\": 2000", "\"max\": 0", DecodeFaultCode.OutOfRange, "max" },
        { GetHeaders, "\"ca978112", "\"CA978112", DecodeFaultCode.Malformed, "locator" },
        { GetHeaders, "[\"ca978112", "[[], \"ca978112", DecodeFaultCode.WrongKind, "locator" },
        { Headers, "\"more\": true", "\"more\": 1", DecodeFaultCode.WrongKind, "more" },
        { Headers, ", \"more\": true", "", DecodeFaultCode.MissingMember, "more" },
        { Headers, "\"nonce\": 70", "\"nonce\": 71", DecodeFaultCode.WrongHash, "hash" },
        { Headers, "\"seal\": \"\", ", "", DecodeFaultCode.MissingMember, "seal" },
        { Headers, "\"seal\": \"\", ", "\"seal\": \"\", \"transactions\": [], ", DecodeFaultCode.UnknownMember, "transactions" },

        // get_blocks, block, not_found
        { GetBlocks, "\"hashes\": [\"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\"]", "\"hashes\": []", DecodeFaultCode.Malformed, "hashes" },
        { GetBlocks, "\"ca978112", "\"ca97811", DecodeFaultCode.Malformed, "hashes" },
        { GetBlocks, "\"id\": 8", "\"id\": 8.0", DecodeFaultCode.WrongKind, "id" },
        { NotFound, ", \"id\": 8", "", DecodeFaultCode.MissingMember, "id" },
        { NotFound, "\"hashes\": [", "\"hashes\": [null, ", DecodeFaultCode.WrongKind, "hashes" },
        { Block, "\"block\": {", "\"blocks\": {", DecodeFaultCode.MissingMember, "block" },
        { Block, "\"version\": 1", "\"version\": 1, \"extra\": 1", DecodeFaultCode.UnknownMember, "extra" },
        { Block, "\"transactions\": [", "\"transactions\": [[], ", DecodeFaultCode.WrongKind, "transactions" },

        // new_block, new_transaction: more in LedgerJsonTests
        { NewBlock, "\"index\": 2", "\"index\": 3", DecodeFaultCode.WrongHash, "hash" },
        { NewBlock, "\"index\": 2", "\"index\": 2, \"timestamp\": 1.5", DecodeFaultCode.UnknownMember, "timestamp" },
        { NewTransaction, "\"uid\": \"laptop-001\"", "\"uid\": \"laptop-001\", \"extra\": 1", DecodeFaultCode.UnknownMember, "extra" },
        { NewTransaction, "\"uid\": \"laptop-001\"", "\"uid\": \"laptop-001\", \"\\u0075id\": \"laptop-001\"", DecodeFaultCode.NotJson, "" },
        { NewTransaction, "1766650000.123456", "1e400", DecodeFaultCode.OutOfRange, "timestamp" },
        { NewTransaction, "laptop-001", "laptop\\u0000001", DecodeFaultCode.Malformed, "uid" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_malformed_line_is_refused_with_its_reason(int golden, string old, string now, DecodeFaultCode code, string member)
    {
        Assert.Contains(old, Golden[golden], StringComparison.Ordinal);
        var line = Golden[golden];
        var at = line.IndexOf(old, StringComparison.Ordinal);
        var refused = Assert.IsType<Decoded.Refused>(Samples.Decode(line[..at] + now + line[(at + old.Length)..]));
        Assert.Equal((code, member), (refused.Fault.Code, refused.Fault.Member));
        Assert.InRange(refused.Fault.Value.Length, 0, 64);
    }

    [Fact]
    public void The_table_has_at_least_sixty_rows() => Assert.InRange(Lines.Count, 60, int.MaxValue);

    [Fact]
    public void No_mutation_of_a_line_makes_decoding_throw()
    {
        var edit = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5000], Gen.Byte, Gen.Int[0, 40]);
        Gen.Select(Gen.Int[0, Golden.Length - 1], edit.Array[1, 4]).Sample(
            (golden, edits) =>
            {
                var line = Encoding.ASCII.GetBytes(Golden[golden]).ToList();
                foreach (var (what, where, with, length) in edits) Mutate(line, what, where, with, length);
                AssertAnswered([.. line]);
            },
            iter: 100_000);
    }

    [Fact]
    public void No_exchange_of_values_makes_decoding_throw()
    {
        string[] values =
        [
            "{}", "[]", "null", "true", "0", "-1", "1.5", "1e400", "\"\"", "\"\\u0000\"", "9223372036854775808", "[[[[]]]]", "{\"a\": {}}",
            "\"" + new string('f', 64) + "\"", new string('9', 128), "{\"type\": \"ping\"}",
        ];
        Gen.Select(Gen.Int[0, Golden.Length - 1], Gen.Int[0, 60], Gen.Int[0, values.Length - 1]).Sample(
            (golden, which, value) => AssertAnswered(Encoding.ASCII.GetBytes(ReplaceValue(Golden[golden], which, values[value]))),
            iter: 50_000);
    }

    private static void AssertAnswered(byte[] line)
    {
        switch (MessageCodec.Decode(line))
        {
            case Decoded.Understood understood:
                // what is understood can be written and is then understood as the same
                var written = Samples.Line(understood.Message, understood.Sender);
                Assert.Equal(written, Samples.Line(Assert.IsType<Decoded.Understood>(Samples.Decode(written)).Message, understood.Sender));
                break;
            case Decoded.Ignored ignored: Assert.InRange(ignored.TypeName.Length, 0, 64); break;
            case Decoded.Refused refused: Assert.All(refused.Fault.Value, c => Assert.InRange(c, ' ', '~')); break;
        }
    }

    private static void Mutate(List<byte> line, int what, int where, byte with, int length)
    {
        if (line.Count == 0) return;
        where %= line.Count;
        length = Math.Min(length, line.Count - where);
        switch (what)
        {
            case 0: line[where] = with; break;
            case 1: line.Insert(where, with); break;
            case 2: line.RemoveRange(where, length); break;
            default: line.InsertRange(where, line.GetRange(where, length)); break;
        }
    }

    /// <summary>Puts another value in the place of the n-th that follows a colon.</summary>
    private static string ReplaceValue(string line, int n, string value)
    {
        var starts = Enumerable.Range(0, line.Length - 2).Where(i => line[i] == ':' && line[i + 1] == ' ').Select(i => i + 2).ToList();
        var start = starts[n % starts.Count];
        var (end, depth) = (start, 0);
        for (var quoted = false; end < line.Length; end++)
        {
            if (line[end] == '"') quoted = !quoted;
            if (quoted) continue;
            if (line[end] is '{' or '[') depth++;
            if (line[end] is '}' or ']' && --depth < 0) break;
            if (line[end] == ',' && depth == 0) break;
        }

        return line[..start] + value + line[end..];
    }
}
