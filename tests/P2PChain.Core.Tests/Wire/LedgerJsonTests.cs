using System.Text;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Wire;

public sealed class LedgerJsonTests
{
    private const string Hash = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea";
    private static readonly string Transaction = Encoding.ASCII.GetString(Samples.Request.CanonicalBytes);
    private static readonly string Block = Encoding.ASCII.GetString(Samples.Block.CanonicalBytes());

    [Fact] // rules J1, T1
    public void The_original_networks_transactions_keep_their_id_and_their_text()
    {
        var read = 0;
        foreach (var vector in Vector.Lines("signed-transactions.ndjson").Where(v => v.GetProperty("valid").GetBoolean()))
        {
            var text = Encoding.UTF8.GetBytes(vector.GetProperty("transaction").GetRawText());
            Assert.True(LedgerJson.TryReadTransaction(text, out var transaction, out var fault), fault?.ToString());
            Assert.Equal(vector.GetProperty("txid").GetString(), transaction.TxId.ToString());
            Assert.True(LedgerJson.TryReadTransaction(transaction.CanonicalBytes, out var again, out _));
            Assert.Equal(transaction, again);
            read++;
        }

        Assert.True(read >= 20);
    }

    [Theory] // rules T1-T6
    [InlineData("\"type\": 1", "\"type\": 2")]
    [InlineData("1766650000.123456", "1766650000")]
    [InlineData("1766650000.123456", "0.001")]
    [InlineData("1766650000.123456", "1e-3")]
    [InlineData("1766650000.123456", "8589934592")]
    [InlineData("1766650000.123456", "8589934592.0")]
    [InlineData("laptop-001", "a")]
    [InlineData("laptop-001", "AZaz09_-.")]
    [InlineData("laptop-001", "\\u0061")]
    [InlineData("\"type\"", "\"network\": \"a\", \"type\"")]
    [InlineData("\"type\"", "\"note\": \"x\", \"type\"")]
    [InlineData("\"type\"", "\"note\": \"2025-12-25T12:00:00Z\", \"type\"")]
    [InlineData("\"type\"", "\"note\": \"\\u00a0\\ud83d\\ude00\", \"type\"")]
    public void A_transaction_at_the_edge_of_its_bounds_is_read(string old, string now)
    {
        var text = Replace(Transaction, old, now);
        Assert.True(
            LedgerJson.TryReadTransaction(Encoding.UTF8.GetBytes(text), out _, out var fault), fault?.ToString());
    }

    [Fact] // rule J2
    public void A_zero_with_a_minus_is_zero_as_the_original_reads_it()
    {
        var header = Samples.Block.Header with { Nonce = 0 };
        var text = Replace(Encoding.ASCII.GetString(header.CanonicalBytes()), "\"nonce\": 0", "\"nonce\": -0");
        Assert.True(
            LedgerJson.TryReadHeader(Encoding.ASCII.GetBytes(text), out var read, out var fault), fault?.ToString());
        Assert.Equal(header, read);
    }

    [Fact] // rules T2, T5, T6
    public void The_longest_texts_are_read_and_one_character_more_is_refused()
    {
        Assert.Null(FaultOf(Replace(Transaction, "laptop-001", new string('x', 128))));
        Assert.Equal(DecodeFaultCode.TooLong, FaultOf(Replace(Transaction, "laptop-001", new string('x', 129)))?.Code);
        Assert.Null(FaultOf(With("network", new string('x', 64))));
        Assert.Equal(DecodeFaultCode.TooLong, FaultOf(With("network", new string('x', 65)))?.Code);
        var smile = string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 256));
        Assert.Null(FaultOf(With("note", smile)));
        Assert.Equal(
            new DecodeFault(DecodeFaultCode.Malformed, "note", new string('x', 257), 256),
            FaultOf(With("note", new string('x', 257))));
        Assert.Equal(DecodeFaultCode.TooLong, FaultOf(With("note", smile + "x"))?.Code);
    }

    [Theory] // rules J1, T1-T6
    [InlineData("laptop-001", "", DecodeFaultCode.Malformed, "uid")]
    [InlineData("laptop-001", "a b", DecodeFaultCode.Malformed, "uid")]
    [InlineData("laptop-001", "\\u00e4", DecodeFaultCode.Malformed, "uid")]
    [InlineData("\"laptop-001\"", "1", DecodeFaultCode.WrongKind, "uid")]
    [InlineData("\"laptop-001\"", "null", DecodeFaultCode.WrongKind, "uid")]
    [InlineData("\"type\": 1", "\"type\": 0", DecodeFaultCode.OutOfRange, "type")]
    [InlineData("\"type\": 1", "\"type\": 3", DecodeFaultCode.OutOfRange, "type")]
    [InlineData("\"type\": 1", "\"type\": 1.0", DecodeFaultCode.WrongKind, "type")]
    [InlineData("\"type\": 1", "\"type\": 1e0", DecodeFaultCode.WrongKind, "type")]
    [InlineData("\"type\": 1", "\"type\": true", DecodeFaultCode.WrongKind, "type")]
    [InlineData("\"type\": 1", "\"type\": \"1\"", DecodeFaultCode.WrongKind, "type")]
    [InlineData("1766650000.123456", "0.0009999", DecodeFaultCode.OutOfRange, "timestamp")]
    [InlineData("1766650000.123456", "0", DecodeFaultCode.OutOfRange, "timestamp")]
    [InlineData("1766650000.123456", "-0.0", DecodeFaultCode.OutOfRange, "timestamp")]
    [InlineData("1766650000.123456", "-1766650000", DecodeFaultCode.OutOfRange, "timestamp")]
    [InlineData("1766650000.123456", "8589934592.000002", DecodeFaultCode.OutOfRange, "timestamp")]
    [InlineData("1766650000.123456", "8589934593", DecodeFaultCode.OutOfRange, "timestamp")]
    [InlineData("1766650000.123456", "1e400", DecodeFaultCode.OutOfRange, "timestamp")]
    [InlineData("1766650000.123456", "99999999999999999999", DecodeFaultCode.OutOfRange, "timestamp")]
    [InlineData("1766650000.123456", "\"1766650000\"", DecodeFaultCode.WrongKind, "timestamp")]
    [InlineData("0370277249", "0470277249", DecodeFaultCode.Malformed, "requester")]
    [InlineData("0370277249f", "0370277249F", DecodeFaultCode.Malformed, "requester")]
    [InlineData("0370277249f", "0370277249", DecodeFaultCode.Malformed, "requester")]
    [InlineData("0370277249f", "0370277249ff", DecodeFaultCode.TooLong, "requester")]
    [InlineData("\"3045022100", "\"3046022100", DecodeFaultCode.Malformed, "signature")]
    [InlineData("\"3045022100c5", "\"3045022100C5", DecodeFaultCode.Malformed, "signature")]
    [InlineData("\"type\"", "\"note\": \"\", \"type\"", DecodeFaultCode.Malformed, "note")]
    [InlineData("\"type\"", "\"note\": null, \"type\"", DecodeFaultCode.WrongKind, "note")]
    [InlineData("\"type\"", "\"note\": \"a\\tb\", \"type\"", DecodeFaultCode.Malformed, "note")]
    [InlineData("\"type\"", "\"note\": \"\\u0000\", \"type\"", DecodeFaultCode.Malformed, "note")]
    [InlineData("\"type\"", "\"note\": \"\\u007f\", \"type\"", DecodeFaultCode.Malformed, "note")]
    [InlineData("\"type\"", "\"note\": \"\\u009f\", \"type\"", DecodeFaultCode.Malformed, "note")]
    [InlineData("\"type\"", "\"note\": \"\\ud83d\", \"type\"", DecodeFaultCode.NotJson, "")]
    [InlineData("\"type\"", "\"network\": \"\", \"type\"", DecodeFaultCode.Malformed, "network")]
    [InlineData("\"type\"", "\"network\": \"a b\", \"type\"", DecodeFaultCode.Malformed, "network")]
    [InlineData("\"type\"", "\"txid\": \"a\", \"type\"", DecodeFaultCode.UnknownMember, "txid")]
    [InlineData("\"type\"", "\"Type\": 1, \"type\"", DecodeFaultCode.UnknownMember, "Type")]
    [InlineData("\"type\"", "\"uid\": \"a\", \"type\"", DecodeFaultCode.NotJson, "")]
    [InlineData("\"type\": 1, ", "", DecodeFaultCode.MissingMember, "type")]
    [InlineData(", \"uid\": \"laptop-001\"", "", DecodeFaultCode.MissingMember, "uid")]
    [InlineData("\"timestamp\": 1766650000.123456, ", "", DecodeFaultCode.MissingMember, "timestamp")]
    public void A_transaction_out_of_its_bounds_is_refused(string old, string now, DecodeFaultCode code, string member)
    {
        var fault = FaultOf(Replace(Transaction, old, now));
        Assert.Equal((code, member), (fault?.Code, fault?.Member));
    }

    [Fact] // rule T1
    public void Every_member_of_a_transaction_must_be_there()
    {
        Assert.Equal("requester", FaultOf("{}")?.Member);
        Assert.Equal(
            new DecodeFault(DecodeFaultCode.MissingMember, "signature", ""),
            FaultOf(Replace(Transaction, ", \"signature\": \"" + Samples.Signature + "\"", "")));
    }

    [Fact] // rule H1
    public void A_block_is_read_back_as_it_was_written()
    {
        foreach (var block in new[] { Samples.Block, Samples.SealedBlock, NetworkParameters.Demo.Genesis() })
        {
            Assert.True(
                LedgerJson.TryReadBlock(block.CanonicalBytes(), out var read, out var fault), fault?.ToString());
            Assert.Equal(block.CanonicalBytes(), read.CanonicalBytes());
            Assert.Equal(block.Hash, read.Hash);
            Assert.Equal(block.TransactionBytes, read.TransactionBytes);
            Assert.True(LedgerJson.TryReadHeader(block.Header.CanonicalBytes(), out var header, out _));
            Assert.Equal(block.Header, header);
        }
    }

    [Theory] // rule H1
    [InlineData("\"version\": 1", "\"version\": 0", DecodeFaultCode.OutOfRange, "version")]
    [InlineData("\"version\": 1", "\"version\": 1.0", DecodeFaultCode.WrongKind, "version")]
    [InlineData("\"index\": 2", "\"index\": -1", DecodeFaultCode.OutOfRange, "index")]
    [InlineData("\"index\": 2", "\"index\": 9007199254740992", DecodeFaultCode.OutOfRange, "index")]
    [InlineData("\"nonce\": 70", "\"nonce\": 9007199254740992", DecodeFaultCode.OutOfRange, "nonce")]
    [InlineData("\"nonce\": 70", "\"nonce\": 7e1", DecodeFaultCode.WrongKind, "nonce")]
    [InlineData("\"tx_count\": 2", "\"tx_count\": 9007199254740992", DecodeFaultCode.OutOfRange, "tx_count")]
    [InlineData("\"difficulty\": 256", "\"difficulty\": 255", DecodeFaultCode.OutOfRange, "difficulty")]
    [InlineData("\"difficulty\": 256", "\"difficulty\": 9007199254740992", DecodeFaultCode.OutOfRange, "difficulty")]
    [InlineData("\"time_ms\": 1766650003250", "\"time_ms\": -1", DecodeFaultCode.OutOfRange, "time_ms")]
    [InlineData("\"time_ms\": 1766650003250", "\"time_ms\": 8796093022209", DecodeFaultCode.OutOfRange, "time_ms")]
    [InlineData("\"nonce\": 70", "\"nonce\": 71", DecodeFaultCode.WrongHash, "hash")]
    [InlineData("\"time_ms\": 1766650003250", "\"time_ms\": 8796093022208", DecodeFaultCode.WrongHash, "hash")]
    [InlineData("\"miner\": \"0370", "\"miner\": \"0570", DecodeFaultCode.Malformed, "miner")]
    [InlineData(
        "\"miner\": \"0370277249f9dfd927c4f8e83a1be8dfed668a1e072673ff5e6240577cfae68fe0\"",
        "\"miner\": \"\"",
        DecodeFaultCode.Malformed,
        "miner")]
    [InlineData("\"seal\": \"\"", "\"seal\": \"30\"", DecodeFaultCode.Malformed, "seal")]
    [InlineData("\"seal\": \"\"", "\"seal\": null", DecodeFaultCode.WrongKind, "seal")]
    [InlineData("\"seal\": \"\", ", "", DecodeFaultCode.MissingMember, "seal")]
    [InlineData("\"nonce\": 70, ", "", DecodeFaultCode.MissingMember, "nonce")]
    [InlineData("\"seal\": \"\"", "\"seal\": \"\", \"size\": 1", DecodeFaultCode.UnknownMember, "size")]
    [InlineData("\"laptop-001\"", "\"laptop 001\"", DecodeFaultCode.Malformed, "uid")]
    [InlineData("\"transactions\": [", "\"transactions\": [1, ", DecodeFaultCode.WrongKind, "transactions")]
    [InlineData("\"transactions\": [", "\"transactions\": [{}, ", DecodeFaultCode.MissingMember, "requester")]
    public void A_block_out_of_its_bounds_is_refused(string old, string now, DecodeFaultCode code, string member)
    {
        Assert.False(LedgerJson.TryReadBlock(Encoding.UTF8.GetBytes(Replace(Block, old, now)), out _, out var fault));
        Assert.Equal((code, member), (fault.Code, fault.Member));
    }

    [Theory] // rule H1
    [InlineData("prev_hash")]
    [InlineData("merkle_root")]
    [InlineData("custody_root")]
    [InlineData("hash")]
    public void A_hash_of_a_block_is_64_lower_case_digits(string member)
    {
        var at = Block.IndexOf($"\"{member}\": \"", StringComparison.Ordinal) + member.Length + 5;
        foreach (var wrong in new[] { "", Hash[..63], Hash.ToUpperInvariant(), Hash[..63] + "g", "0x" + Hash[..62] })
        {
            var text = Block[..at] + wrong + Block[(at + 64)..];
            Assert.False(LedgerJson.TryReadBlock(Encoding.UTF8.GetBytes(text), out _, out var fault));
            Assert.Equal((DecodeFaultCode.Malformed, member), (fault.Code, fault.Member));
        }
    }

    [Fact] // rule H1
    public void A_header_item_has_hash_and_seal_but_no_transactions_and_a_header_has_neither()
    {
        Assert.False(LedgerJson.TryReadHeader(Samples.Block.HeaderItemBytes(), out _, out var fault));
        Assert.Equal((DecodeFaultCode.UnknownMember, "hash"), (fault.Code, fault.Member));
        Assert.False(LedgerJson.TryReadBlock(Samples.Block.HeaderItemBytes(), out _, out fault));
        Assert.Equal((DecodeFaultCode.MissingMember, "transactions"), (fault.Code, fault.Member));
        Assert.False(LedgerJson.TryReadHeader("[]"u8.ToArray(), out _, out fault));
        Assert.Equal(new DecodeFault(DecodeFaultCode.NotJson, "", "NotAnObject"), fault);
    }

    [Fact]
    public void Broken_JSON_is_told_with_its_place_and_a_number_out_of_range_with_its_limit()
    {
        Assert.False(LedgerJson.TryReadTransaction("""{"uid": "a", "uid": "b"}"""u8.ToArray(), out _, out var fault));
        Assert.Equal("not JSON: a member twice at byte 14", $"{fault}");
        Assert.Equal(
            "type is out of range: 3, limit 2", $"{new DecodeFault(DecodeFaultCode.OutOfRange, "type", "3", 2)}");
    }

    private static DecodeFault? FaultOf(string transaction) =>
        LedgerJson.TryReadTransaction(Encoding.UTF8.GetBytes(transaction), out _, out var fault) ? null : fault;

    private static string With(string member, string value) => Replace(
        Transaction, "\"type\"", $"\"{member}\": \"{value}\", \"type\"");

    private static string Replace(string text, string old, string now)
    {
        Assert.Contains(old, text, StringComparison.Ordinal);
        return text.Replace(old, now, StringComparison.Ordinal);
    }
}
