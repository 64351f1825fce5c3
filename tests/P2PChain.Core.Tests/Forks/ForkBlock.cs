using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Forks;

/// <summary>
/// Mines one block of a drawn fork: right in everything but what its parts say. Each part is a transaction
/// (<see cref="ForkWords.Transaction"/>) or a member's name and its value.
/// </summary>
internal static class ForkBlock
{
    private static readonly string[] Members =
        ["tx_count", "merkle", "custody", "index", "difficulty", "time", "version", "miner", "prev", "work", "hash", "seal", "nonce", "copy", "fill"];

    /// <param name="draw">The chains so far.</param>
    /// <param name="parent">The name of its parent there.</param>
    /// <param name="parts">What it carries.</param>
    /// <param name="known">Other blocks by name.</param>
    public static Block Draw(ChainBuilder draw, string parent, IReadOnlyList<string> parts, Func<string, Block> known)
    {
        var said = parts.Where(part => Members.Contains(part.Split(' ')[0])).ToDictionary(
            part => part.Split(' ')[0], part => part[part.IndexOf(' ', StringComparison.Ordinal)..].Trim());
        ImmutableArray<Transaction> body = [.. parts.Where(part => !Members.Contains(part.Split(' ')[0])).Select(
            part => ForkWords.Transaction(part, draw.Parameters))];
        if (said.TryGetValue("fill", out var bytes)) body = Fill(draw, ForkWords.Integer(bytes));
        if (said.TryGetValue("copy", out var original))
            return new Block(
                known(original).Header,
                said.TryGetValue("seal", out var other) ? Seal(known(original).Hash, other) : known(original).Seal,
                body);
        var header = Header(draw, parent, body);
        foreach (var (member, value) in said) header = Change(header, member, value, draw, parent, known);
        var hash = said.GetValueOrDefault("hash", "");
        header = Mine(header, Wanted(said.GetValueOrDefault("work", ""), hash, known));
        var seal = said.GetValueOrDefault(
            "seal",
            draw.Parameters.Miners.IsEmpty || header.Miner is null ? "none" : ForkWords.NameOf(header.Miner.Hex));
        return new Block(header, Seal(header.ComputeHash(), seal), body);
    }

    private static BlockHeader Header(ChainBuilder draw, string parent, ImmutableArray<Transaction> body)
    {
        var (on, custody) = (draw.Node(parent), draw.Custody(parent));
        var height = on.Height + 1;
        var stands = CustodyStep.TryApply(
            draw.Rules.At(height), custody, body, new BlockMoment(height, 0), out var step, out _);
        var after = stands ? step!.After : custody;
        return new BlockHeader(
            1, height, on.Hash, MerkleTree.Root([.. body.Select(t => t.CanonicalBytes)]), after.Root, body.Length,
            Math.Max(on.MedianTimeMs(), on.Header.TimeMs) + 1000, on.RequiredDifficulty(draw.Parameters), 0, TestKeys.Alice.PublicKey);
    }

    private static BlockHeader Change(
        BlockHeader header, string member, string value, ChainBuilder draw, string parent, Func<string, Block> known) => member switch
        {
            "tx_count" => header with { TxCount = ForkWords.Integer(value) },
            "merkle" => header with { MerkleRoot = Hash256.Of("wrong"u8) },
            "custody" => header with { CustodyRoot = value == "wrong" ? Hash256.Of("wrong"u8) : known(value).Header.CustodyRoot },
            "index" => header with { Index = ForkWords.Integer(value) },
            "difficulty" => header with { Difficulty = value[0] is '+' or '-' ? header.Difficulty + ForkWords.Integer(value) : ForkWords.Integer(value) },
            "time" => header with { TimeMs = Time(value, draw.Node(parent)) },
            "version" => header with { Version = ForkWords.Integer(value) },
            "miner" => header with { Miner = value == "none" ? null : ForkWords.Key(value) },
            "prev" => header with { PrevHash = value == "nobody" ? Hash256.Of("nobody"u8) : known(value).Hash },
            "nonce" => header with { Nonce = ForkWords.Integer(value) },
            _ => header,
        };

    /// <summary>
    /// <c>@60</c> seconds from genesis, <c>=5</c> ms of all time, <c>median+1</c> or <c>parent+1</c> or <c>recent+1</c>
    /// ms.
    /// </summary>
    private static long Time(string value, HeaderNode parent)
    {
        if (value[0] == '@') return (long)(ChainBuilder.At(ForkWords.Number(value[1..])) * 1000);
        if (value[0] == '=') return ForkWords.Integer(value[1..]);
        var (word, plus) = value.Split('+') is [var left, var right] ? (left, ForkWords.Integer(right)) : (value, 0);
        return plus + word switch
        {
            "median" => parent.MedianTimeMs(),
            "parent" => parent.Header.TimeMs,
            "recent" => parent.RecentMaxTimeMs(),
            _ => throw new FormatException(value),
        };
    }

    /// <summary>
    /// What the hash must be besides proof of work: near the bound, smaller or larger than another block's.
    /// </summary>
    private static Func<Hash256, long, bool> Wanted(string work, string hash, Func<string, Block> known)
    {
        if (work == "just") return static (found, difficulty) => ProofOfWork.Meets(found, difficulty) && !ProofOfWork.Meets(found, difficulty * 16 / 15);
        if (work == "just not") return static (found, difficulty) => !ProofOfWork.Meets(found, difficulty) && ProofOfWork.Meets(found, difficulty * 15 / 16);
        if (work == "any") return static (_, _) => true;
        if (hash is "" or "wrong") return ProofOfWork.Meets;
        var other = known(hash.Split(' ')[1]).Hash;
        return hash[0] == '<'
            ? (found, difficulty) => ProofOfWork.Meets(found, difficulty) && found < other
            : (found, difficulty) => ProofOfWork.Meets(found, difficulty) && other < found;
    }

    private static BlockHeader Mine(BlockHeader header, Func<Hash256, long, bool> isWanted)
    {
        // A number that no writer could mean is told before its work is looked at.
        if (BlockChecks.CheckRanges(header) is { Rule: Rule.HeaderRange }) return header;
        while (!isWanted(header.ComputeHash(), header.Difficulty)) header = header with { Nonce = header.Nonce + 1 };
        return header;
    }

    private static Signature? Seal(Hash256 hash, string sealer)
    {
        if (sealer == "none") return null;
        var message = new byte[Hash256.Bytes];
        hash.CopyTo(message);
        return ForkWords.Signer(sealer).Sign(message);
    }

    /// <summary>Transactions whose list has exactly so many bytes.</summary>
    private static ImmutableArray<Transaction> Fill(ChainBuilder draw, long bytes)
    {
        var body = ImmutableArray.CreateBuilder<Transaction>();
        for (var i = 1; Lacking() > 680; i++)
            body.Add(ForkWords.Transaction(
                FormattableString.Invariant($"alice {(i % 2 == 1 ? "requests" : "releases")} box @{i}"),
                draw.Parameters));
        // Signatures differ in length by a byte or two: vary the last transaction's time until its note fills the rest
        // exactly.
        for (var i = 2; Lacking() > 0; i++)
        {
            var plain = draw.Request(TestKeys.Alice, new string('z', Math.Min(128, (int)(Lacking() - 330) / 2)), i);
            var note = new string('n', (int)Lacking() - plain.CanonicalBytes.Length - 2 - "\"note\": \"\", ".Length);
            var last = (plain.Content with { Note = note }).SignedBy(TestKeys.Alice);
            if (last.CanonicalBytes.Length + 2 == Lacking()) body.Add(last);
        }

        return body.ToImmutable();

        long Lacking() => bytes - body.Sum(t => (long)t.CanonicalBytes.Length + 2);
    }
}
