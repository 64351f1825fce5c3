using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using P2PChain.Core.Crypto;

namespace P2PChain.Benchmarks;

/// <summary>What a request cannot do without, each measured alone in this very run; milliseconds.</summary>
internal sealed record Floor(double Sign, double Verify, double Hashes, double Commit, double Hops)
{
    public double Total => Sign + Verify + Hashes + Commit + Hops;

    public static Floor Measure(string directory)
    {
        using var signer = EcdsaSigner.Create();
        using var verifier = new SignatureVerifier();
        var message = new byte[200];
        var signature = signer.Sign(message);
        return new Floor(
            Each(500, () => signer.Sign(message)),
            Each(500, () => verifier.Verify(signer.PublicKey, message, signature)),
            256 * Each(20_000, () => SHA256.HashData(message)),
            Commits(directory),
            Hop());
    }

    private static double Each(int count, Action action)
    {
        for (var i = 0; i < count / 10; i++) action();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++) action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
    }

    private static double Commits(string directory)
    {
        using var file = new FileStream(Path.Combine(directory, "floor"), FileMode.Create);
        var page = new byte[4096];
        return Each(200, () =>
        {
            file.Write(page);
            file.Flush(flushToDisk: true);
        });
    }

    /// <summary>There and back through the loopback: two hops.</summary>
    private static double Hop()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.Connect(listener.LocalEndPoint!);
        using var far = listener.Accept();
        far.NoDelay = true;
        var line = new byte[300];
        return Each(2_000, () =>
        {
            near.Send(line);
            far.Receive(line);
            far.Send(line);
            near.Receive(line);
        });
    }
}
