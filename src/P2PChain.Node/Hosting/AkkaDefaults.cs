using Akka.Configuration;

namespace P2PChain.Node.Hosting;

/// <summary>The embedded akka.conf: what this program tells Akka unless a node's file says otherwise.</summary>
internal static class AkkaDefaults
{
    /// <summary>Read from the assembly.</summary>
    public static Config Read()
    {
        using var stream = typeof(AkkaDefaults).Assembly.GetManifestResourceStream("akka.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
