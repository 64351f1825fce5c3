using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Wire;
using P2PChain.Testing.Oracle;

namespace P2PChain.Fuzz.Targets;

/// <summary>
/// A block of ours, a block of the original network, or a chain of those; the oracle is the second opinion on ours.
/// </summary>
internal static class BlockTarget
{
    public static readonly FuzzTarget Target = new(
        "block",
        "A block is read exactly where the oracle reads it, to the same text and hash; a plain one is bounded by its own text; a chain gives the same blocks in whatever pieces.",
        Run,
        FuzzCorpus.Blocks,
        ["\"seal\": \"\", ", "\"transactions\": [], ", "\"chain\": [", "\"type\": \"chain_response\", ", "\"length\": 2, ", "{}, "],
        KindsMin: 50)
    {
        Mend = TrueHash,
    };

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        return ChainResponseReader.IsOpening(bytes) == true ? Chain(bytes) : Plain(bytes) ?? Ours(bytes);
    }

    private static FuzzAnswer Ours(byte[] bytes)
    {
        var isRead = LedgerJson.TryReadBlock(bytes, out var read, out var fault);
        BrokenPromiseException.Unless(
            isRead == fault is null && isRead == read is not null, "both a block and a fault, or neither");
        var oracle = Oracle(bytes);
        if (fault is not null)
        {
            var mayDiffer = fault.Code == DecodeFaultCode.WrongHash
                || (fault.Code == DecodeFaultCode.NotJson && fault.Value is nameof(JsonFaultCode.NumberTooLong) or nameof(JsonFaultCode.TooDeep))
                || (fault.Code == DecodeFaultCode.OutOfRange && fault.Member == "version"); // a rule of the oracle's
            BrokenPromiseException.Unless(oracle is null || mayDiffer, $"the oracle reads it; {fault}");
            return FuzzAnswer.Refused(fault.Code == DecodeFaultCode.NotJson ? $"{fault.Code} {fault.Value}" : $"{fault.Code} {(fault.Code == DecodeFaultCode.UnknownMember ? "" : fault.Member)}");
        }

        var block = read!;
        var text = block.CanonicalBytes();
        BrokenPromiseException.Unless(
            LedgerJson.TryReadBlock(text, out var again, out _) && again.CanonicalBytes().AsSpan().SequenceEqual(text),
            "written, it is read as another");
        BrokenPromiseException.Unless(
            block.TransactionsBytes().Length == block.TransactionBytes, "its size is not that of its text");
        if (oracle is null)
        {
            // The oracle asks at once whether a key is a point, and for a miner; the product asks with the signature.
            using var verifier = new SignatureVerifier();
            var mayDiffer = block.Header.Miner is null || !verifier.IsOnCurve(block.Header.Miner) || block.Transactions.Any(t => !verifier.IsOnCurve(t.Requester));
            BrokenPromiseException.Unless(mayDiffer, "the oracle does not read it");
            return FuzzAnswer.Accepted("a key off the curve");
        }

        BrokenPromiseException.UnlessSame(oracle.Text, Encoding.ASCII.GetString(text), "the oracle reads another");
        BrokenPromiseException.UnlessSame(oracle.HeaderHash, block.Hash.ToString(), "another hash");
        return FuzzAnswer.Accepted(
            $"block of {Math.Min(3, block.Transactions.Length)}{(block.Seal is null ? "" : ", sealed")}");
    }

    private static FuzzAnswer? Plain(byte[] bytes)
    {
        if (!PlainBlockJson.TryRead(bytes, out var plain, out _)) return null;
        BrokenPromiseException.Unless(double.IsFinite(plain.Timestamp), "its time is no number");
        BrokenPromiseException.Unless(
            plain.Unreadable.Length + plain.Transactions.Length <= bytes.Length, "more transactions than bytes");
        foreach (var transaction in plain.Transactions)
            BrokenPromiseException.Unless(
                transaction.Content is { Note: null, Network: null }, "what no plain signature covers was read");
        return FuzzAnswer.Accepted($"plain block{(!plain.Unreadable.IsEmpty ? " with what is left out" : "")}");
    }

    private static FuzzAnswer Chain(byte[] bytes)
    {
        var (whole, fault) = Read(bytes, bytes.Length);
        foreach (var size in (int[])[bytes.Length < 1024 ? 1 : 61, 4096])
        {
            var (pieces, sameFault) = Read(bytes, size);
            BrokenPromiseException.Unless(
                fault is null == sameFault is null, $"whole: {fault}; in pieces of {size}: {sameFault}");
            if (fault is null) BrokenPromiseException.UnlessSame(string.Join('\n', whole), string.Join('\n', pieces), $"other blocks in pieces of {size}");
        }

        if (fault is not null) return FuzzAnswer.Refused($"chain: {fault.Code}");
        using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 });
        var chain = document.RootElement.TryGetProperty("payload", out var payload) && payload.TryGetProperty(
            "chain", out var blocks)
            ? blocks.EnumerateArray().Select(block => Encoding.Latin1.GetString(JsonMarshal.GetRawUtf8Value(block))).ToList()
            : [];
        BrokenPromiseException.UnlessSame(
            string.Join('\n', chain), string.Join('\n', whole), "other blocks than a second reader finds");
        foreach (var block in whole) PlainBlockJson.TryRead(Encoding.Latin1.GetBytes(block), out _, out _);
        return FuzzAnswer.Accepted($"chain of {Math.Min(3, whole.Count)}");
    }

    // Byte for byte: whether a block is UTF-8 is left to who reads it.
    private static (List<string> Blocks, DecodeFault? Fault) Read(byte[] line, int size)
    {
        var (reader, blocks) = (new ChainResponseReader(), new List<string>());
        for (var at = 0; at < line.Length; at += size)
        {
            reader.Append(line.AsSpan(at, Math.Min(size, line.Length - at)));
            while (reader.TryRead(out var block)) blocks.Add(Encoding.Latin1.GetString(block.Span));
        }

        reader.End();
        while (reader.TryRead(out var block)) blocks.Add(Encoding.Latin1.GetString(block.Span));
        BrokenPromiseException.Unless(reader.IsComplete == reader.Fault is null, "neither complete nor at fault");
        return (blocks, reader.Fault);
    }

    private static OracleBlock? Oracle(byte[] bytes)
    {
        try
        {
            return OracleBlock.Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
        }
        catch (Exception error) when (error is RuleBrokenException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// The block with the hash that its changed header has; without it hardly a mutation gets past the hash.
    /// </summary>
    private static byte[] TrueHash(byte[] bytes)
    {
        if (Oracle(bytes) is not { } block || block.Hash == block.HeaderHash) return bytes;
        return Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(bytes).Replace(block.Hash, block.HeaderHash, StringComparison.Ordinal));
    }
}
