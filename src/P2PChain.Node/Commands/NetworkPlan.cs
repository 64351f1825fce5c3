using System.Collections.Immutable;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Commands;

/// <summary>A closed network before its first start: the offices and their rights.</summary>
/// <param name="Name">The name of the network.</param>
/// <param name="GenesisTimeMs">The time of the first block, Unix milliseconds.</param>
/// <param name="Offices">The offices, in the order of the command line.</param>
internal sealed record NetworkPlan(string Name, long GenesisTimeMs, ImmutableArray<NetworkPlan.Office> Offices)
{
    /// <summary>An office.</summary>
    /// <param name="Name">Its name for people.</param>
    /// <param name="Key">Its public key.</param>
    /// <param name="IsMember">Whether it may request and release items.</param>
    /// <param name="IsMiner">Whether it may make blocks.</param>
    /// <param name="Address">The address of its node; null if no node dials it.</param>
    internal sealed record Office(string Name, PublicKey Key, bool IsMember, bool IsMiner, HostPort? Address = null);

    /// <summary>The first mistake as a sentence with the remedy; null if there is none.</summary>
    public string? Problem()
    {
        var (names, keys) = (new HashSet<string>(KeyNames.Same), new HashSet<PublicKey>());
        foreach (var office in Offices)
        {
            if (KeyNames.Problem(office.Name) is { } problem) return problem;
            if (!names.Add(office.Name)) return $"Two offices are called {office.Name}: give each its own name.";
            if (!keys.Add(office.Key)) return $"{office.Name} has the key of another office: run p2pchain key there.";
        }
        if (!Offices.Any(static office => office.IsMember)) return "The network has no member: name one with --member.";
        return Offices.Any(static office => office.IsMiner)
            ? null
            : "The network has no miner, so no request would ever be confirmed: name one with --miner.";
    }

    /// <summary>The file that all offices share.</summary>
    public string ToHocon()
    {
        var text = new StringBuilder($$"""
            # The network {{Name}}: the same file at each office, which starts its node by: p2pchain network.conf
            # The values under network make the first block. A node with other values is on another network, so the
            # lists of keys cannot change later.
            p2pchain.network {
              name = {{HoconWriter.Quote(Name)}}
              genesis-time-ms = {{Number(GenesisTimeMs)}}
              # the keys that may request and release items
              members = [

            """.ReplaceLineEndings("\n"));
        AddKeys(text, static office => office.IsMember);
        text.Append("  ]\n  # the keys that may make blocks; requests wait while none of them is online\n");
        text.Append("  miners = [\n");
        AddKeys(text, static office => office.IsMiner);
        text.Append("  ]\n}\n\n# the names that screens show; they may change at any time\n");
        text.Append("p2pchain.names {\n");
        foreach (var office in Offices) text.Append($"  \"{office.Key.Hex}\" = {HoconWriter.Quote(office.Name)}\n");
        text.Append("}\n\n# the nodes that each node dials; its own address does no harm\np2pchain.peers = [\n");
        var addresses = Offices.Where(static office => office.Address is not null);
        text.AppendJoin(",\n", addresses.Select(static office => $"  {HoconWriter.Quote($"{office.Address}")}"));
        return text.Append("\n]\n").ToString();
    }

    private void AddKeys(StringBuilder text, Func<Office, bool> isListed) =>
        text.AppendJoin(",\n", Offices.Where(isListed).Select(static office => $"    \"{office.Key.Hex}\""))
            .Append('\n');

    private static string Number(long number) => Screen.Spoken.Height(number);
}
