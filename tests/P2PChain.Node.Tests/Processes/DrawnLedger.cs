using System.Text;
using P2PChain.Actors;
using P2PChain.Core.Model;
using P2PChain.Testing;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Ledgers of drawn blocks, as data directories of the program.</summary>
internal static class DrawnLedger
{
    /// <summary>Draws a branch and imports it. Branches of different names are different.</summary>
    /// <param name="draw">Gets the blocks, named by the branch and their heights.</param>
    /// <param name="parent">The directory that gets the data directory.</param>
    /// <param name="directory">The name of the data directory.</param>
    /// <param name="name">The name of the branch.</param>
    /// <param name="height">Its blocks.</param>
    /// <param name="body">The transactions of the block at a height.</param>
    public static async Task ImportAsync(
        this ChainBuilder draw,
        string parent,
        string directory,
        string name,
        int height,
        Func<int, Transaction[]> body)
    {
        var miner = name == "a" ? TestKeys.Alice : TestKeys.Bob;
        for (var i = 1; i <= height; i++)
            draw.Add(
                $"{name}{i}",
                i == 1 ? "genesis" : $"{name}{i - 1}",
                header => header with { Miner = miner.PublicKey },
                body(i));
        var blocks = Enumerable.Range(1, height).Select(i => draw[$"{name}{i}"]).Prepend(draw["genesis"]);
        await File.WriteAllLinesAsync(
            Path.Combine(parent, name), blocks.Select(block => Encoding.UTF8.GetString(block.CanonicalBytes())));
        await using var import = NodeProcess.Start(parent, "import", name, directory + "/");
        var exitCode = await import.ExitCodeAsync(TimeSpan.FromSeconds(60 + (height / 10)));
        Assert.True(exitCode == ExitCode.Ok, import.Transcript);
    }
}
